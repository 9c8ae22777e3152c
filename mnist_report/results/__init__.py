"""Artifacts: a run, a figure, a file, made at most once; what pages and programs may say of them.

    runs.py          Runs: the run that a course is about and what its trainings came to
    artifacts.py     Artifacts: a run or a figure by name, made on demand, at most once
    drawing.py       other processes that draw figures into the store while this one trains
    training_keys.py which trainings a course needs, and the parts of their keys
    trainings.py     Trainings: every training that a course needs, several at a time
    keys.py          Keys: the parts that the key of each entry of the store is made from
    probes.py        results of the trained network on other inputs
    figure_calls.py  FigureCall: which function draws a figure, and what it is handed
    baselines.py     results of simpler rules on the same images
    facts.py         the small values that an evaluation is made of
    origin.py        Origin: where a run comes from: key, versions, data
    seed_facts.py    what the networks of several seeds are compared by
    setup.py         Setup: what a page may say of a run before anything is trained
    answers.py       Answers: what a page may say of the answers to single test images
    measured.py      Measured: what takes long to measure of a run, from a store where there is one
    seeds.py         results of the networks of several seeds on the same test images
    evaluation.py    Evaluation: all that a page may say of a run
    measurements.py  the parts of a model card about the test images, one class each
    model_card.py    ModelCard: the evaluation for programs, /metrics.json; its schema is metrics.schema.json beside it
    findings/        what a run turned out to be, as named facts for conditions and sentences
    summary.py       the model card of an evaluation
    comparison.py    what became better or worse between two model cards, and whether chance alone explains it
    passes.py        Pass: what one test image makes of the network, layer by layer
    states.py        what each part of an explore page can be asked to begin with
    browser/         what the explore pages fetch: weights, test images; a module's files(Run) yields (path, bytes)
"""
