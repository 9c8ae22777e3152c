"""The house: a course site that trains its own network. One direction, each thing made at most once.

    settings ──► dataset ──► run ──► figure, evaluation ──► page ──► site

Eight rooms on eight floors; the docstring of each says what its files hold.

    cli/         the commands: arguments in, one line and an exit code out
    publishing/  a built folder: build, checks, gates, verify, offline archive, checksums
    exports/     the same course for others: notebooks, packages, prints, embeds, links
    pages/       Markdown with verbs -> pages; navigation, permalinks, metadata, citation
    results/     artifacts (a run, a figure, a file, each made at most once), evaluation, model card, comparison
    figures/     (Run) -> Figure, one file a subject; the only importer of Matplotlib
    training/    dataset -> run: the steps that the lessons show, the engine, metrics, history; imports TensorFlow
    core/        what everything rests on: errors, settings, the store, source code read as syntax, files, text

A room imports only rooms below it; tests/test_architecture.py holds that. TensorFlow, Keras, Matplotlib and filelock
are imported inside the functions that need them: a build that only changes prose loads the last alone. Nothing here
imports MkDocs: gen/pages.py is its thin host, and `mnist-report render` writes the same pages for any generator.
"""

from .core.parsing import parse_in_turn

parse_in_turn()
