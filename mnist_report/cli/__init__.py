"""The command `mnist-report`: arguments in, one line and an exit code out.

    main.py     collects the commands; a mistake becomes one line and an exit code
    project.py  Project: what a command works on
    build.py    `build`: a site that replaces the old one when gates, strict build and checks pass
    record.py   the line that `build --record` adds to the history, and the published history it goes on from
    check.py    `check` and `pack`: a built site, whoever built it
    policy.py   `policy`: the Content-Security-Policy of a built site
    render.py   `render` and `permalinks`: what a generator builds the site from
    compare.py  `compare` and `verify`: one build beside another
    store.py    `key`, `explain` and `clean`: what the store keeps
"""
