"""The command `mnist-report`: arguments in, one line and an exit code out.

    main.py     collects the commands; an error becomes one line and an exit code
    project.py  Project: the folder that a command works on
    build.py    `build`: a site that replaces the old one when gates, strict build and checks pass
    record.py   the line that `build --record` adds to the history, and the published history that it continues
    versions.py the earlier versions of the site that a build takes over
    check.py    `check` and `pack`: for a built site, whichever generator built it
    policy.py   `policy`: the Content-Security-Policy of a built site
    render.py   `render` and `permalinks`: the files from which a generator builds the site
    new.py      `new lesson` and `new module`: a page to be written, with its line in the navigation
    edition.py  `edition new` and `edition status`: what another data set, audience or language says otherwise
    move.py     `move`: a page to another path, with all that leads to it
    train.py    `train`: the trainings of the course, made here or on a cluster
    values.py   `values`: all that a page may use
    compare.py  `compare` and `verify`: one build compared with another
    store.py    `key`, `explain` and `clean`: the contents of the store
"""

import os

# On matrices as small as ours, the threads of NumPy's library wait for each other most of the time, in busy loops.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
