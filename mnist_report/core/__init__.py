"""What everything rests on: errors, settings, the store, source code read as syntax, files, text.

    errors.py       the hierarchy and its exit codes
    digests.py      the SHA-256 of every file of a folder, and where two folders first differ
    paths.py        which names can stand for a file inside a folder
    files.py        a file written whole or not at all, and only inside its folder
    fetch.py        what stands at an address on the web, within one limit of time
    locks.py        of all processes one at a time; who waits long says for which, and no wait is endless
    zips.py         archives that are the same bytes wherever they are made
    texts.py        text that people wrote: UTF-8, whatever their system puts at its beginning and at the end of lines
    yamls.py        YAML that is data and nothing else
    names.py        Name: text from the settings, which no page takes for markup
    constraints.py  Constraint: what a value of JSON must be, in the annotation of the field that holds it
    settings.py     Recipe and Course: frozen, checked; from [tool.mnist-report] in pyproject.toml
    rules.py        what the fields of the settings accept
    store.py        Store: content-addressed, atomic, safe under two builds at once
    source.py       a function's source, to show and to hash; read as syntax, never imported
    filters.py      how prose writes a number
"""
