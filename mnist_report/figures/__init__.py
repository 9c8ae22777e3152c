"""Every figure of the course. A public function annotated `-> Figure` in this folder is a figure; its parameters are
what it is made from: `(run: Run)`, `(run: Run, spread: Spread)`, `(landscape: Landscape)`, `(robustness: Robustness)`,
`(ensembles: Ensembles)`, `(shifts: Shifts)`, `(width: Experiment)`, which has the name of an experiment, or
`(experiment: Experiment)`, drawn once for each of them, or `(history: History)`, which is drawn as soon as the history
is a trend; none, `()`, for one whose numbers are chosen and not measured.

    figure.py       Figure: text, numbers, and how to draw them; what the texts of all figures share
    rendering.py    Figure -> SVG and PNG, light and dark, in the style base.mplstyle, with the fonts in fonts/
    svg.py          an SVG in fewer bytes
    grids.py        images and labels in the form of the course, many on one canvas, and the table of test images
    endings.py      labels at the ends of lines
    legibility.py   text of one size on the page, no empty space, contrast inside a picture
    imports.py      which step uses which imported name
    pixels.py       an image as numbers, before and after scaling
    labels.py       labels as one-hot rows, and back
    samples.py      what the network learns from: the first training images
    distances.py    how little the distance of pixels says of what images show
    network.py      its layers, their shapes and their parameters
    activation.py   the bend of its neurons, and the slope of that
    softmax.py      how scores become shares of one whole
    by_hand.py      a forward pass through a network for a pocket calculator
    forward_pass.py the same of a test image through the trained network
    losses.py       what each answer costs, by the probability of the right class
    correction.py   what one step on a single image changes, and how it goes back through the layers
    descent.py      the measured loss along the negative gradient
    curves.py       loss and accuracy, epoch by epoch
    miniature.py    loss and accuracy of the small network that readers train in their browsers
    hill.py         the loss in a plane of the weights, and the path of the training through it
    weights.py      what the first dense layer looks for: its weights as images
    changes.py      what training made of these weights, which were noise
    responses.py    what neurons of that layer put out when they see each class
    clusters.py     where test images lie in the last hidden layer, from one clump to one cluster a class
    neurons.py      all neurons of that layer, by how much the answer depends on them
    confidence.py   how sure the network is of one test image
    calibration.py  whether it is as often right as it is sure
    referral.py     how many of its answers to accept, by how sure it is
    temperatures.py what dividing all logits by one number does to that
    noise.py        what it answers to images that show nothing
    robustness.py   how many images it still reads right when every pixel is changed a little
    shifts.py       what networks still read when the images are moved, and one image at every place
    convolution.py  a learned kernel on one place of an image, its map, and the map after pooling
    confusion.py    which class is taken for which
    mistakes.py     the first misclassified test images, and those it is surest of
    neighbours.py   the training images most similar to a mistake, and their labels
    seeds.py        the same recipe, trained again and again
    ensembles.py    what these networks are worth together
    agreement.py    how far to trust them where how many agree, and what none of them reads
    accuracies.py   every training of an experiment as a dot, beside its baseline
    widths.py       what more parameters bring: accuracy, and both losses
    amounts.py      the learning curve: mistakes by the number of images to learn from
    rates.py        what the learning rate does to the loss, step by step, and to the accuracy
    restraint.py    networks that learn from few images for long, held back or not
    powers.py       e to a power, the logarithm, and the slope of a curve, for a page on mathematics
    sums.py         plain and weighted sums, and two kinds of mean, for the same page
    chance.py       how results scatter, and what a few images say of a number, for the same page
    shared.py       which mistakes all of these networks make, and which one alone
    hardest.py      which class is the hardest for each of them
    readings.py     one test image as all of them read it
    trend.py        the result from one commit of the project to the next

The folder is the registry: no code calls a figure function by its name. Where a lesson shows code, that code is a
function beside the figure. Only this folder imports Matplotlib, and only in functions.
"""
