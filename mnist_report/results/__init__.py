"""Artifacts: a run, a figure, a file by name, made at most once; what prose and programs may say of them.

    facts.py        the small values that findings are made of
    evaluation.py   Findings: what prose may say of a run
    model_card.py   the same for programs: /metrics.json, and metrics.schema.json beside it
    browser/        what the explore pages fetch: weights, test images; a module's files(Run) yields (path, bytes)
    experiments.py  what the trained network makes of other inputs, and what a simpler rule makes of them
    artifacts.py    Report: a run or a figure by name, made on demand, at most once
    comparison.py   what became better or worse between two metrics.json, and whether chance alone explains it
"""
