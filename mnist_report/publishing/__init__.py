"""A built folder: build, checks, gates, verify, offline archive, checksums.

    urls.py         addresses as a browser parses them, and the files of a site that they lead to
    page_links.py   each link of a page to another leads to one that there is
    sources.py      every file that a generator builds the site from
    rendered.py     the rendered tree, kept in the store while nothing that it is made from changes
    offline/        the whole built site as one archive that works from a disk
    finish.py       packs a built site and lists the SHA-256 of every file
    compiled.py     the theme's templates, compiled while MkDocs' process waits for the rendered pages
    naming.py        the names and the language that an edition gives the site
    excluding.py    has MkDocs leave out the pages that the settings leave out
    leftovers.py    what still names the first edition where the images are others
    theme.py        what the theme brings and no page asks for is left out
    kept.py         what a build made of pages, in the store for the next one
    sharing.py      where nothing is kept yet, a second process makes a part of it
    conversions.py  what MkDocs makes of each page, used again while the page is the same
    templates.py    what the theme makes of each page, used again while nothing that it has read changes
    incremental.py  has MkDocs do both
    serving.py      while a build fails, `mkdocs serve` shows the last good site, and in it what is wrong
    events.py       the functions that gen/pages.py has MkDocs call before and after a build, and when it fails
    checks/         the rules for a built site, one a file
    policy.py       the Content-Security-Policy header for a built site
    gates.py        the limits that a run and a site must meet to be published
    versions.py     a built site holds itself once more, at an address that stays, beside the versions before it
    destination.py  the folders that a site or a tree may be written to without losing anyone's files
    build.py        builds a site in a temporary folder, which replaces the old site when all is well
"""
