"""Digits as people draw them, stroke by stroke: several styles of each, with an unsteady hand, anywhere on the paper."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

Point = tuple[float, float]
"""From the left and from the top, 0 to 1."""

Stroke = list[Point]
"""The way of the pen from where it comes down to where it is lifted."""


def arc(x: float, y: float, across: float, down: float, start: float, end: float) -> Stroke:  # noqa: PLR0917
    """Part of an ellipse around (x, y), in degrees from its right end, clockwise where `end` is the larger."""
    steps = max(4, round(abs(end - start) / 15))
    angles = (math.radians(start + (end - start) * step / steps) for step in range(steps + 1))
    return [(x + across * math.cos(angle), y + down * math.sin(angle)) for angle in angles]


def line(*points: Point) -> Stroke:
    """Straight from point to point, with enough points between to be unsteady in."""
    way = [points[0]]
    for (x, y), (to_x, to_y) in pairwise(points):
        steps = max(2, round(8 * math.hypot(to_x - x, to_y - y)))
        way += [(x + (to_x - x) * step / steps, y + (to_y - y) * step / steps) for step in range(1, steps + 1)]
    return way


LOOP_OF_6 = arc(0.45, 0.72, 0.27, 0.26, 180, -190)
LOOP_OF_9 = arc(0.48, 0.28, 0.26, 0.26, -20, -360)

STYLES: Final[dict[str, list[list[Stroke]]]] = {
    "0": [
        [arc(0.5, 0.5, 0.33, 0.48, -90, -450)],
        [arc(0.5, 0.5, 0.26, 0.48, -70, 285)],
        [arc(0.5, 0.5, 0.40, 0.46, -110, -460)],
    ],
    "1": [
        [line((0.5, 0.02), (0.5, 0.98))],
        [line((0.6, 0.02), (0.42, 0.98))],
        [line((0.38, 0.18), (0.54, 0.02), (0.52, 0.98))],
    ],
    "2": [
        [[*arc(0.48, 0.28, 0.3, 0.26, -170, 40), *line((0.66, 0.5), (0.14, 0.96), (0.86, 0.96))]],
        [[*arc(0.5, 0.27, 0.28, 0.25, -160, 50), *line((0.6, 0.54), (0.2, 0.9)), *line((0.2, 0.94), (0.84, 0.92))]],
        [[*arc(0.46, 0.26, 0.3, 0.24, -150, 45), *arc(0.32, 0.84, 0.16, 0.13, -20, -330), *line((0.5, 0.9), (0.88, 0.96))]],
    ],
    "3": [
        [[*arc(0.44, 0.27, 0.28, 0.25, -160, 80), *arc(0.44, 0.73, 0.31, 0.25, -80, 160)]],
        [[*line((0.18, 0.04), (0.76, 0.04), (0.44, 0.4)), *arc(0.42, 0.68, 0.34, 0.29, -80, 155)]],
        [arc(0.42, 0.26, 0.27, 0.24, -150, 90), arc(0.42, 0.73, 0.32, 0.25, -90, 150)],
    ],
    "4": [
        [line((0.24, 0.04), (0.18, 0.55), (0.82, 0.52)), line((0.68, 0.04), (0.64, 0.98))],
        [line((0.62, 0.04), (0.12, 0.64), (0.9, 0.64)), line((0.64, 0.06), (0.62, 0.98))],
        [line((0.2, 0.06), (0.2, 0.5), (0.76, 0.5)), line((0.74, 0.04), (0.74, 0.98))],
    ],
    "5": [
        [line((0.8, 0.04), (0.3, 0.04), (0.26, 0.44)) + arc(0.44, 0.69, 0.31, 0.28, -120, 150)],
        [line((0.3, 0.05), (0.26, 0.46)) + arc(0.42, 0.7, 0.34, 0.27, -115, 145), line((0.3, 0.05), (0.8, 0.03))],
        [line((0.78, 0.08), (0.34, 0.06), (0.28, 0.4)) + arc(0.42, 0.66, 0.28, 0.3, -110, 140)],
    ],
    "6": [
        [arc(0.8, 0.62, 0.62, 0.6, -100, -180) + LOOP_OF_6],
        [line((0.58, 0.02), (0.26, 0.5), (0.18, 0.72)) + LOOP_OF_6],
        [arc(0.72, 0.55, 0.54, 0.52, -80, -185) + arc(0.46, 0.74, 0.27, 0.24, -200, -530)],
    ],
    "7": [
        [line((0.14, 0.06), (0.82, 0.06), (0.42, 0.98))],
        [line((0.14, 0.06), (0.82, 0.06), (0.42, 0.98)), line((0.36, 0.5), (0.8, 0.48))],
        [line((0.16, 0.1), (0.8, 0.06)) + arc(1.3, 0.98, 0.84, 0.94, -128, -180)],
    ],
    "8": [
        [arc(0.5, 0.26, 0.24, 0.24, 90, -270) + arc(0.5, 0.74, 0.29, 0.24, -90, 270)],
        [arc(0.5, 0.26, 0.24, 0.24, -30, -235) + line((0.36, 0.42), (0.68, 0.6)) + arc(0.5, 0.75, 0.26, 0.23, -40, 220) + line((0.32, 0.6), (0.7, 0.16))],
        [arc(0.48, 0.25, 0.25, 0.23, -90, 270), arc(0.5, 0.74, 0.3, 0.25, -90, 270)],
    ],
    "9": [
        [LOOP_OF_9 + line((0.74, 0.28), (0.7, 0.98))],
        [LOOP_OF_9 + arc(0.1, 0.3, 0.64, 0.66, 0, 72)],
        [arc(0.46, 0.28, 0.28, 0.26, -10, -350) + line((0.74, 0.2), (0.56, 0.98))],
    ],
}
"""For each digit, styles; a style is its strokes in a square from 0 to 1."""


@dataclass(frozen=True)
class Place:
    """Where on the paper a digit is drawn, and how large."""

    name: str
    """For the report."""

    x: float
    """Left edge, 0 to 1."""

    y: float
    """Upper edge, 0 to 1."""

    size: float
    """Height of the digit, 0 to 1."""


PLACES: Final = (
    Place("middle", 0.2, 0.18, 0.64),
    Place("large", 0.05, 0.04, 0.92),
    Place("upper left corner", 0.01, 0.01, 0.33),
    Place("lower right corner", 0.66, 0.66, 0.33),
    Place("tiny", 0.6, 0.25, 0.12),
)


@dataclass(frozen=True)
class Drawn:
    """One digit, ready to be drawn on the paper."""

    digit: str
    """Which it is meant to be."""

    style: int
    """Which of its styles, from 0."""

    place: str
    """Where."""

    strokes: list[Stroke]
    """In the order they are drawn, 0 to 1 over the whole paper."""

    def __str__(self) -> str:
        return f"{self.digit} in style {self.style}, {self.place}"


def drawings(seed: int = 0) -> Iterator[Drawn]:
    """Half of all combinations of digit, style and place, evenly chosen, each by another hand: 75 drawings."""
    hand = random.Random(seed)
    for digit, styles in STYLES.items():
        for style, strokes in enumerate(styles):
            for index, place in enumerate(PLACES):
                if (int(digit) + style + index) % 2:
                    yield Drawn(digit, style, place.name, list(_placed(strokes, place, hand)))


def _placed(strokes: list[Stroke], place: Place, hand: random.Random) -> Iterator[Stroke]:
    """The strokes as one hand draws them: leaning, narrow or wide, unsteady; then moved to their place."""
    lean, width = hand.uniform(-0.05, 0.22), hand.uniform(0.7, 0.95)
    for stroke in strokes:
        phase, shake = hand.uniform(0, 6), hand.uniform(0.004, 0.016)
        yield [
            (
                _inside(place.x + place.size * (0.05 + width * x + lean * (0.5 - y) + shake * math.sin(phase + 9 * y))),
                _inside(place.y + place.size * (y + shake * math.cos(phase + 8 * x))),
            )
            for x, y in stroke
        ]


def _inside(value: float) -> float:
    return min(max(value, 0.005), 0.995)
