"""The house: a course site that trains its own network. One direction, each thing made at most once.

    Recipe ──► Dataset ──► Training ──► Run ──► Figure ──► page ──► site
    config     data        training     runs    figures    lessons  MkDocs
                           sequential           findings   markup
               └────── store: each training and each figure is made at most once ──────┘

    core/          what everything rests on: errors, settings, the store, source code read as syntax, files, text
    training/      Dataset -> Run: the steps that the lessons show, the engine, metrics, history; imports TensorFlow
    publication.py Publication: the name, the address and the order of the site; from mkdocs.yml
    outline.py     Outline: modules, lessons, exercises, questions, as the rendered pages tell them
    addresses.py   what each file of the sources publishes, and the way from one address to another
    permalinks.py  Lock: the published addresses, none of which is lost
    redirects.py   what stands at an address that has moved
    citation.py    Citation: how to name the course, and its licences; from CITATION.cff
    results/       Artifacts: a run, a figure, a file, made at most once; what prose and programs may say of them
    tables.py      the tables that Markdown cannot write
    figures/       one file per subject; a public function (Run) -> Figure is a figure of the site; imports Matplotlib
    markup.py      the Markdown of code, output, figures, tables
    head.py        what a page says to programs: Open Graph, JSON-LD
    questions.py   how a page asks a question before it says what the run says
    links.py       Link: address, title, picture and snippets of a thing that can be linked to
    instructors.py the Markdown for whoever teaches: objectives, plans, links, answers
    formats/       what other programs read: notebooks, scripts, Common Cartridge, QTI
    sandbox.py     Sandbox: Jinja's own, in which a page reaches plain values and nothing else
    lessons.py     Lessons: the pages of a folder, rendered; what renders them is Jinja in the sandbox
    handouts/      what the course hands on besides pages; a module's files(Lessons) yields (path, bytes)
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
