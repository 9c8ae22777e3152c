"""Dataset -> Run: the steps that the lessons show, the engine, metrics, history; imports TensorFlow.

    commit.py        Commit: which state of the project a build is of
    history.py       History: what each commit measured, one line each, only ever added to
    metrics.py       pure functions of (probabilities, labels)
    bootstrap.py     intervals of the metrics that are no proportion
    significance.py  whether networks that answered the same images differ by more than chance
    dataset.py       Dataset; one function per file format
    arrays.py        the four arrays of a data set, from a .npz file or a folder of IDX files
    forward.py       the network in NumPy: one forward pass for all that asks without TensorFlow
    run.py           Training and Run: the NumPy arrays that a training leaves behind
    sequential.py    Sequential: Keras' own with a `fit` that is one compiled program an epoch; imports TensorFlow
    steps.py         the steps of the course that train, each the code that its lesson shows
"""
