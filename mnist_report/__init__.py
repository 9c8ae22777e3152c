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
    publishing/    a built folder: build, checks, gates, verify, offline archive, checksums
    commands/      the commands, one file a thing: they put the parts together
    cli.py         the command `mnist-report`: collects them; an error becomes one line and an exit code

Imports run downhill only; tests/test_architecture.py holds the levels. TensorFlow, Keras, Matplotlib and filelock are
imported inside the functions that need them, so a build that only changes prose loads none of them. Nothing here
imports MkDocs: gen/pages.py is its thin host, and `mnist-report render` writes the same pages for any generator.
"""
