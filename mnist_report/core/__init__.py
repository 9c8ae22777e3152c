"""What everything rests on: errors, settings, the store, source code read as syntax, files, text.

    errors.py       the errors and their exit codes
    digests.py      the SHA-256 of every file of a folder, and where two folders first differ
    paths.py        the folder of the package, and which names a file inside a folder can have
    files.py        files written whole or not at all, and only inside their folder
    fetch.py        the content at a web address, within one limit of time and one of size
    stderr.py       whether anything but progress was written to standard error
    locks.py        one process at a time; a long wait names the process that it waits for, and no wait is endless
    progress.py     how far a build is: bars in a terminal, a line now and then in a log
    zips.py         archives that are the same bytes wherever they are made
    texts.py        text that people wrote: UTF-8, with or without a byte order mark, with any line ending
    yamls.py        YAML that is data and nothing else
    names.py        Name: text from the settings, which no page takes for markup
    formats.py      how a page shows a number, in the annotation of what it comes from
    constraints.py  Constraint: what a value of JSON must be, in the annotation of its field
    settings.py     Settings and Gates: frozen, checked; from [tool.mnist-report] in pyproject.toml
    recipe.py       Recipe: how a network is built and trained
    plan.py         Plan: an experiment before it is made: a baseline recipe and the differences to try
    edition.py      what an edition calls the site, and the settings in which it differs; from edition.toml
    colours.py      the colours of pages and figures; colours.toml is the table of them
    rules.py        what the fields of the settings accept
    suggestions.py  what an unknown name was probably meant to be
    store.py        Store: content-addressed, atomic, safe under two builds at once
    reasons.py      an exception from code that an author wrote, as one line with its place
    scripts.py      whether the body of a function does as a script what it does as a function
    parsing.py      Python source as syntax, from several threads at once
    source.py       a function's source, to show and to hash; read as syntax, never imported
    filters.py      how prose writes a number
"""
