"""The house: a course site that trains its own network. One direction, each thing made at most once.

    Recipe ──► Dataset ──► Training ──► Run ──► Figure ──► page ──► site
    config     data        training     runs    figures    lessons  MkDocs
                           sequential           findings   markup
               └────── store: each training and each figure is made at most once ──────┘

    core/          what everything rests on: errors, settings, the store, source code read as syntax, files, text
    training/      Dataset -> Run: the steps that the lessons show, the engine, metrics, history; imports TensorFlow
    pages/         Markdown with verbs -> pages; navigation, permalinks, metadata, citation
    results/       Artifacts: a run, a figure, a file, made at most once; what prose and programs may say of them
    figures/       one file per subject; a public function (Run) -> Figure is a figure of the site; imports Matplotlib
    exports/       the same course for others: notebooks, packages, prints, embeds, links
    sources.py     all that a generator builds the site from
    offline/       the whole built site as one archive that works from a disk
    finish.py      packs a built site and lists the SHA-256 of every file
    events.py      what gen/pages.py has MkDocs do before and after a build, and when it fails
    checks/        what must hold of a built site, one rule a file
    policy.py      the Content-Security-Policy that a host should serve a site with
    gates.py       what a run and a site must reach before they are published
    destination.py where a site or a tree may be written, so that nothing is lost that no build made
    build.py       a site made aside, which takes the place of the old one when all is well
    commands/      the commands, one file a thing: they put the parts together
    cli.py         the command `mnist-report`: collects them; an error becomes one line and an exit code

Imports run downhill only; tests/test_architecture.py holds the levels. TensorFlow, Keras, Matplotlib and filelock are
imported inside the functions that need them, so a build that only changes prose loads none of them. Nothing here
imports MkDocs: gen/pages.py is its thin host, and `mnist-report render` writes the same pages for any generator.
"""
