"""Artifacts: a run, a figure, a file, made at most once; what prose and programs may say of them.

    artifacts.py     Report: a run or a figure by name, made on demand, at most once
    keys.py          Keys: what each entry of the store is made of
    experiments.py   what the trained network makes of other inputs, and what a simpler rule makes of them
    facts.py         the small values that findings are made of
    setup.py         Setup: what prose may say of a run before anything is trained
    answers.py       Answers: the same of the answers to single test images
    seeds.py         what the networks of several seeds say together
    evaluation.py    Evaluation: what prose may say of a run
    measurements.py  what a model card says of the answers on the test images, one class a part of it
    model_card.py    ModelCard: the same for programs, /metrics.json; metrics.schema.json beside it is made from it
    summary.py       the model card of a run, from its findings
    comparison.py    what became better or worse between two model cards, and whether chance alone explains it
    browser/         what the explore pages fetch: weights, test images; a module's files(Run) yields (path, bytes)
"""
