"""A built folder: build, checks, gates, verify, offline archive, checksums.

    sources.py      all that a generator builds the site from
    offline/        the whole built site as one archive that works from a disk
    finish.py       packs a built site and lists the SHA-256 of every file
    events.py       what gen/pages.py has MkDocs do before and after a build, and when it fails
    checks/         what must hold of a built site, one rule a file
    policy.py       the Content-Security-Policy that a host should serve a site with
    gates.py        what a run and a site must reach before they are published
    destination.py  where a site or a tree may be written, so that nothing is lost that no build made
    build.py        a site made aside, which takes the place of the old one when all is well
"""
