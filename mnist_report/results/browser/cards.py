"""Cards: a small square picture for each lesson, drawn in pixels as the images of the data set are, on their black.

A picture is an array (side, side, 3) of colours; those of results are what the run measured. A lesson names its own as
`card: layers` in its front matter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from ...core import colours
from ...training.plans import farthest_shift
from ..passes import passed
from . import png

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

    from ...training.run import Run

    Picture = NDArray[np.uint8]

Colour = tuple[int, int, int]

SIDE: Final = 28
"""Pixels along the side of a picture that shows no image of the data set."""
SIZE: Final = 448
"""Pixels along the side of a file, about: twice what a card takes, of which a pixel of the picture has several."""
SHARED: Final = (630, 1200)
"""Height and width of the picture of a shared link, as the large networks crop it."""

LINE: Final = 24
"""The grey of the grid behind it."""

WHITE, DIM, BLACK = (255, 255, 255), (46, 42, 38), (0, 0, 0)


def _named(name: str) -> Colour:
    """Return a colour of core/colours.toml as it is on a dark ground."""
    red, green, blue = bytes.fromhex(colours.of("dark")[name].removeprefix("#"))
    return red, green, blue


GREY, TRAIN, VALIDATION = _named("line-strong"), _named("train"), _named("validation")
RIGHT, WRONG, FOR, AGAINST = _named("right"), _named("wrong"), _named("for"), _named("against")
ACCENT = _named("accent")

PROMPT = (
    "#     #     #           ",
    " #     #     #          ",
    "  #     #     #         ",
    "   #     #     #        ",
    "  #     #     #         ",
    " #     #     #          ",
    "#     #     #     ______",
)
"""What Python waits with: `>>> _`."""


def files(run: Run) -> Iterator[tuple[str, bytes]]:
    """Yield `cards/NAME.png` of every card, the example as it is, and the picture that stands for a shared link."""
    for name, draw in CARDS.items():
        yield f"cards/{name}.png", png.coloured(magnified(draw(run)))
    dataset = run.dataset
    example = dataset.x_test[run.example]
    yield "cards/example.png", png.grey(example)
    yield "cards/shared.png", png.grey(mosaic(example, dataset.x_train[dataset.y_train == run.labels[run.example]]))


def magnified(picture: Picture) -> Picture:
    """Return a picture with every pixel as a square of several, one of them black: the grid shows between them."""
    scale = max(SIZE // len(picture), 1)
    large = picture.repeat(scale, axis=0).repeat(scale, axis=1)
    if scale > 3:
        lines = np.arange(len(large)) % scale == scale - 1
        large[lines], large[:, lines] = BLACK, BLACK
    return large


def prompt(run: Run) -> Picture:
    """Return the prompt of Python."""
    cells, picture = np.array([list(row) for row in PROMPT]), empty()
    top, left = (SIDE - cells.shape[0]) // 2, (SIDE - cells.shape[1]) // 2
    for mark, colour in (("#", WHITE), ("_", VALIDATION)):
        rows, columns = np.nonzero(cells == mark)
        picture[top + rows, left + columns] = colour
    return picture


def label(run: Run) -> Picture:
    """Return the first training image, over its label as one lit pixel in a row of one a class."""
    image, classes = run.dataset.x_train[0], len(run.class_names)
    side = max(len(image), classes)
    picture = np.zeros((side + 3, side + 3, 3), np.uint8)
    left = (side + 3 - len(image)) // 2
    picture[: len(image), left : left + len(image)] = image[..., None]
    first = (side + 3 - classes) // 2
    picture[-2, first : first + classes] = DIM
    picture[-2, first + int(run.dataset.y_train[0])] = VALIDATION
    return picture


def samples(run: Run) -> Picture:
    """Return the first nine training images, three by three."""
    return coloured(png.sprite(np.pad(run.dataset.x_train[:9], ((0, 0), (1, 1), (1, 1))), 3))


def layers(run: Run) -> Picture:
    """Return the activations of the example, a block of pixels a layer, and the classes as the last column."""
    one = passed(run, run.example)
    blocks = [_block(np.array(values) / (max(values) or 1), 20) for values in one.layers]
    blocks.append(np.array(one.probabilities)[:, None].repeat(2, axis=1))
    side = max(SIDE, sum(block.shape[1] + 2 for block in blocks), *(len(block) for block in blocks))
    picture, left = np.zeros((side, side, 3), np.uint8), (side - sum(block.shape[1] + 2 for block in blocks) + 2) // 2
    for block, colour in zip(blocks, [TRAIN] * len(one.layers) + [VALIDATION], strict=True):
        top = (side - len(block)) // 2
        lit = np.rint(np.clip(block, 0, 1)[..., None] * (np.array(colour) - DIM) + DIM)
        picture[top : top + len(block), left : left + block.shape[1]] = lit
        left += block.shape[1] + 2
    return picture


def loss(run: Run) -> Picture:
    """Return the cross-entropy -ln p over the probability p of the true class, from left to right, and the example."""
    true = float(run.probabilities[run.example, run.labels[run.example]])
    heights = -np.log((np.arange(SIDE) + 0.5) / SIDE) / np.log(2 * SIDE)
    picture = _columns(heights, TRAIN)
    at = min(int(true * SIDE), SIDE - 1)
    picture[row_of(heights[at]), at] = VALIDATION
    return picture


def learning(run: Run) -> Picture:
    """Return the losses of training and validation from epoch to epoch."""
    return losses(run.history)


def losses(history: Mapping[str, tuple[float, ...]]) -> Picture:
    """Return the losses of training and validation in a history, from epoch to epoch."""
    curves = [np.array(history[name]) for name in ("loss", "val_loss")]
    top = max(curve.max() for curve in curves)
    picture = empty()
    for curve, colour in zip(curves, (TRAIN, VALIDATION), strict=True):
        trace(picture, curve / top, colour)
    return picture


def trace(picture: Picture, heights: NDArray[np.float64], colour: Colour) -> None:
    """Draw a curve through equally distant heights, 0 to 1, from the left edge of a picture to the right."""
    between = np.interp(np.linspace(0, len(heights) - 1, SIDE), np.arange(len(heights)), heights)
    picture[[row_of(height) for height in between], np.arange(SIDE)] = colour


def matrix(run: Run) -> Picture:
    """Return the confusion matrix, a pixel a cell: the diagonal, and off it the more light, the more confusions."""
    counts = np.zeros((len(run.class_names),) * 2)
    np.add.at(counts, (run.labels, run.probabilities.argmax(axis=1)), 1)
    diagonal = np.eye(len(counts), dtype=bool)
    depth = np.clip(np.sqrt(counts / counts[~diagonal].max(initial=1)), 0, 1)[..., None]
    picture: Picture = np.where(diagonal[..., None], RIGHT, depth * (np.array(WRONG) - DIM) + DIM).astype(np.uint8)
    return picture


def weights(run: Run) -> Picture:
    """Return the weights of the neuron of the first layer that has the largest ones."""
    kernel = run.weights[0]
    one = kernel[:, np.square(kernel).sum(axis=0).argmax()].reshape(run.image_shape)
    depth = np.clip(abs(one) / (2 * one.std() or 1), 0, 1)[..., None]
    picture: Picture = (np.where(one[..., None] > 0, FOR, AGAINST) * depth).astype(np.uint8)
    return picture


def confidence(run: Run) -> Picture:
    """Return the probabilities of the test image that the network is least sure of, a bar a class."""
    one = run.probabilities[run.probabilities.max(axis=1).argmin()]
    side = max(SIDE, 2 * len(one))
    picture = np.zeros((side, side, 3), np.uint8)
    pitch, top = side // len(one), side % len(one) // 2
    for row, probability in enumerate(one):
        bar = picture[top + row * pitch : top + (row + 1) * pitch - 1]
        bar[:] = DIM
        bar[:, : round(side * float(probability / one.max()))] = VALIDATION if row == one.argmax() else GREY
    return picture


def mistake(run: Run) -> Picture:
    """Return the misread test image that the network was surest of, framed."""
    wrong = run.probabilities.argmax(axis=1) != run.labels
    image = run.dataset.x_test[(run.probabilities.max(axis=1) * wrong).argmax()]
    picture = coloured(np.pad(image, 2))
    for edge in (picture[0], picture[-1], picture[:, 0], picture[:, -1]):
        edge[:] = WRONG
    return picture


def moved(run: Run) -> Picture:
    """Return the example moved down and to the right as far as Module 3 moves images, before where it was."""
    image = run.dataset.x_test[run.example]
    shift = farthest_shift(len(image))
    shifted = np.pad(image, ((shift, 0), (shift, 0)))[: len(image), : len(image)]
    before = (image[..., None] / 255 * np.array(GREY)).astype(np.uint8)
    picture: Picture = np.maximum(coloured(shifted), before)
    return picture


CARDS: Final[dict[str, Callable[[Run], Picture]]] = {
    draw.__name__: draw
    for draw in (prompt, label, samples, layers, loss, learning, matrix, weights, confidence, mistake, moved)
}
"""The cards by their names in the front matter."""


def mosaic(image: NDArray[np.uint8], images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return an image (side, side) made of images, each in the place of a pixel and as bright: grey, of size SHARED."""
    rows, columns = (np.flatnonzero((image > 0).any(axis=axis)) for axis in (1, 0))
    ink = np.pad(image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], 1)
    cell = min(SHARED[0] // ink.shape[0], SHARED[1] // ink.shape[1])
    top, left = (SHARED[0] - cell * ink.shape[0]) // 2, (SHARED[1] - cell * ink.shape[1]) // 2
    made = np.zeros(SHARED, np.uint8)
    made[top % cell :: cell], made[:, left % cell :: cell] = LINE, LINE
    inked = np.argwhere(ink > 0)
    for (row, column), tile in zip(inked, images[np.arange(len(inked)) % len(images)], strict=True):
        place = made[top + row * cell :, left + column * cell :][1:cell, 1:cell]
        place[:] = _resized(tile, cell - 1) * (ink[row, column] / 255)
    return made


def empty() -> Picture:
    """Return a picture without a light, SIDE pixels a side."""
    return np.zeros((SIDE, SIDE, 3), np.uint8)


def coloured(image: NDArray[np.uint8]) -> Picture:
    """Return a grey image as a picture."""
    return image[..., None].repeat(3, axis=-1)


def row_of(height: float) -> int:
    """Return the row of a picture for a height from 0, the second last one, to 1, the second."""
    return round((SIDE - 3) * (1 - min(max(height, 0), 1))) + 1


def _columns(heights: NDArray[np.float64], colour: Colour) -> Picture:
    """Return a curve, with a dim column under each of its pixels."""
    picture = empty()
    for column, height in enumerate(heights):
        picture[row_of(height) :, column] = DIM
        picture[row_of(height), column] = colour
    return picture


def _block(values: NDArray[np.float64], height: int) -> NDArray[np.float64]:
    """Return values as a block of so many rows or fewer, column by column; the last column may not be full."""
    rows = min(height, len(values))
    columns = -(-len(values) // rows)
    return np.pad(values, (0, rows * columns - len(values))).reshape(columns, rows).T


def _resized(tile: NDArray[np.uint8], cell: int) -> NDArray[np.uint8]:
    places = np.arange(cell) * len(tile) // cell
    return tile[np.ix_(places, places)]
