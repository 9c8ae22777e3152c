"""Findings: what a run turned out to be, as named facts: what a condition in a page asks, or a sentence says.

    finding.py    Finding: the facts of one subject
    findings.py   Findings: all subjects, as pages call them
    learning.py   how the training went: `run.learning`
    data.py       how much the images are: `run.data`
    network.py    what the layers of the network are: `run.network`
    scaling.py    what the network makes of images scaled in another way: `run.scaling`
    code.py       the recipe as solutions of exercises write it: `run.code`
    descent.py    how the optimizer made the loss smaller: `run.descent`
    matrix.py     what the confusion matrix and the comparison with simple rules say: `run.matrix`
    luck.py       what other seeds would have changed: `run.luck`
    together.py   what networks of several seeds are worth together: `run.together`
    drawing.py    how a reader's drawing is prepared: `run.drawing`
    doubt.py      what the confidences say: `run.doubt`
    mistakes.py   what the wrong answers say: `run.mistakes`
    motion.py     what networks read of moved images: `run.motion`
    neurons.py    what the learned weights say: `run.neurons`
    tried.py      what the networks of one trial of an experiment came to
    width.py      what more or fewer neurons change: `run.width`
    amount.py     what more or fewer images change: `run.amount`
    rates.py      what the learning rate changes: `run.rates`
    restraint.py  what becomes of a network that learns from few images for long: `run.restraint`

A fact is a truth value, a number with its format, a name or a small frozen record. Its docstring says when it is true.
"""
