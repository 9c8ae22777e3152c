"""The house: a course site that trains its own network. One direction, each thing made at most once.

    Recipe ──► Dataset ──► Training ──► Run ──► Figure ──► page ──► site
    config     data        training     runs    figures    lessons  MkDocs
                           sequential           findings   markup
               └────── store: each training and each figure is made at most once ──────┘

    errors.py      the hierarchy and its exit codes
    config.py      Recipe and Course: frozen, checked; from [tool.mnist-report] in pyproject.toml
    publication.py Publication: the name, the address and the order of the site; from mkdocs.yml
    outline.py     Outline: modules, lessons, exercises, questions, as the rendered pages tell them
    metrics.py     pure functions of (probabilities, labels)
    store.py       Store: content-addressed, atomic, safe under two builds at once
    excerpts.py    a function's source, to show and to hash; read as syntax, never imported
    data.py        Dataset; one function per file format
    runs.py        Training and Run: the NumPy arrays that a training leaves behind
    sequential.py  Sequential: Keras' own with a `fit` that is one compiled program an epoch; imports TensorFlow
    training.py    the steps of the course that train, each the code that its lesson shows
    facts.py       the small values that findings are made of
    findings.py    Findings: what prose may say of a run
    card.py        the same for programs: /metrics.json, and metrics.schema.json beside it
    tables.py      the tables that Markdown cannot write
    filters.py     how prose writes a number
    figures/       one file per subject; a public function (Run) -> Figure is a figure of the site
    publish/       what the explore pages fetch: weights, test images; a module's files(Run) yields (path, bytes)
    report.py      Report: a run or a figure by name, made on demand, at most once
    markup.py      the Markdown of code, output, figures, tables
    questions.py   how a page asks a question before it says what the run says
    lessons.py     Lessons: the pages of a folder, rendered; the only importer of Jinja
    handouts/      what the course hands on besides pages; a module's files(Lessons) yields (path, bytes)
    sources.py     all that a generator builds the site from
    checks/        what must hold of a built site, one rule a file
    cli.py         the command `mnist-report`: puts the parts together; an error becomes one line and an exit code

Imports run downhill only; tests/test_architecture.py holds the levels. TensorFlow, Keras, Matplotlib and filelock are
imported inside the functions that need them, so a build that only changes prose loads none of them. Nothing here
imports MkDocs: gen/pages.py is its thin host, and `mnist-report render` writes the same pages for any generator.
"""
