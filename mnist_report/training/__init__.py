"""Dataset -> Run: the steps that the lessons show, the engine, metrics, history; imports TensorFlow.

    commit.py        Commit: the state of the project that a build is made from
    history.py       History: what each commit measured, one line each, in a file that is only appended to
    metrics.py       pure functions of (probabilities, labels)
    bootstrap.py     intervals of the metrics that are not proportions
    significance.py  whether networks that answered the same images differ by more than chance
    dataset.py       Dataset; one function per file format
    suitability.py   whether a course can be taught with a data set and a recipe
    arrays.py        the four arrays of a data set, from a .npz file or a folder of IDX files
    forward.py       the forward pass of the network in NumPy, for everything that works without TensorFlow
    backward.py      the backward pass: the slope of the loss with respect to each weight, of a lead to each pixel
    landscape.py     the measured loss along the negative gradient
    robustness.py    how many images are still read right when every pixel is changed a little
    shifts.py        how many images networks of several recipes still read right when the images are moved
    regression.py    softmax regression: the network without its hidden layers, in NumPy
    votes.py         the vote of the networks of several seeds
    ensembles.py     what they answer together: by the mean of their probabilities, for each choice of networks
    temperature.py   one number that makes all probabilities more or less sure and changes no answer
    noise.py         images that show nothing
    moments.py       Moment: a network as it was at one point of its training; which early steps are kept
    start.py         Start: all that a training draws at random before it begins
    run.py           Training and Run: the NumPy arrays that a training produces
    sample.py        the few images that a small network learns from in a reader's browser
    miniature.py     that network, trained in NumPy as the browser trains it
    plans.py         the experiments of the course, for any data set
    stretches.py     the loss of the first epoch from moment to moment
    restrained.py    the trials of the experiment `restraint`, by what is tried in each
    experiment.py    Experiment: what the trainings of several recipes came to, on the same test images
    learning_curve.py  the share of mistakes by the number of images to learn from, and the power law through it
    hill.py          the loss in the plane through the weights at the start, after the first epoch and at the end
    plane.py         the plane onto which points are projected so that their classes lie apart
    clusters.py      where test images lie in the last hidden layer, seen in that plane, while the network learns
    alignment.py     arrays where TensorFlow's programs can read them
    programs.py      the compiled program of an epoch, and how models share it; imports TensorFlow
    draws.py         what a step draws at random: shifts of its images and which outputs it drops; imports TensorFlow
    convolution.py   Keras' convolution and max pooling, computed so that XLA makes fast programs of them
    order.py         which images each epoch learns from, in which order
    sequential.py    Sequential: Keras' class with a `fit` that is one compiled program an epoch; imports TensorFlow
    arguments.py     the arguments of its `fit`, checked; imports Keras
    callbacks.py     the callbacks of its `fit`; imports Keras
    libraries.py     TensorFlow and Keras, imported without messages and without what no training uses
    steps.py         the steps of the course that train, each the code that its lesson shows
    engine.py        the engine: threads of this process, or a cluster; which of them trains
    cluster.py       Cluster: trainings as tasks of a Dask cluster; imports distributed
    surroundings.py  Surroundings: what the bits of a training depend on besides recipe, images and start
"""
