"""The plane onto which points of many dimensions are projected so that their classes lie apart.

It is the linear projection by which a point is told best by the nearest of the projected centres of the classes:
nearest class mean metric learning, as Mensink et al. 2013 (https://doi.org/10.1109/TPAMI.2013.83) define it, with two
rows. It minimizes the mean cross-entropy of softmax(-|z - centre|² / 2) by gradient descent with momentum, from the
plane that Fisher's discriminant gives. Nothing is drawn at random.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from .forward import softmax

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

DESCENTS: Final = 100
"""Steps of the gradient descent; for the network of the course, twice as many change nothing in four digits."""
RATE: Final = 0.2
MOMENTUM: Final = 0.9
RIDGE: Final = 0.1
"""Added to the variance in every direction, as a multiple of the mean variance, since some neurons are silent."""
TIE: Final = 0.01
"""Weight of the scatter of all points beside that of the centres, which have only one direction if they are two."""


def separating_plane(points: Points, labels: NDArray[np.integer[Any]]) -> Points:
    """Return the axes of the plane, (dimensions, 2), for points (n, dimensions) with the classes (n,).

    There are two dimensions or more. A point's place in the plane is its product with the axes.
    """
    present, classes = np.unique(labels, return_inverse=True)
    centres = np.stack([points[classes == index].mean(axis=0) for index in range(len(present))])
    white = _whitening(points - centres[classes])
    middle = points.mean(axis=0)
    return white @ _descended((points - middle) @ white, (centres - middle) @ white, np.eye(len(present))[classes])


def _whitening(deviations: Points) -> Points:
    """Return the matrix by which deviations from the centres become about as wide in every direction."""
    scatter = deviations.T @ deviations / len(deviations)
    ridge = RIDGE * scatter.trace() / len(scatter) or 1.0
    variances, directions = np.linalg.eigh(scatter + ridge * np.eye(len(scatter)))
    return np.asarray(directions / np.sqrt(variances) @ directions.T)


def _descended(points: Points, centres: Points, targets: Points) -> Points:
    axes = _discriminant(points, centres)
    velocity = np.zeros_like(axes)
    for _ in range(DESCENTS):
        velocity = MOMENTUM * velocity - RATE * _slope(axes, points, centres, targets)
        axes = axes + velocity
    return axes


def _discriminant(points: Points, centres: Points) -> Points:
    """Return the two directions in which the centres lie farthest apart, each pointing where its largest entry does."""
    scatter = centres.T @ centres / len(centres) + TIE * points.T @ points / len(points)
    axes = np.linalg.eigh(scatter)[1][:, [-1, -2]]
    return np.asarray(axes * np.sign(axes[abs(axes).argmax(axis=0), [0, 1]]))


def _slope(axes: Points, points: Points, centres: Points, targets: Points) -> Points:
    """Return the gradient of the mean cross-entropy with respect to the axes."""
    places, middles = points @ axes, centres @ axes
    excess = (softmax(places @ middles.T - (middles**2).sum(axis=1) / 2) - targets) / len(points)
    pulled = excess.T @ places - excess.sum(axis=0)[:, None] * middles
    return np.asarray(points.T @ (excess @ middles) + centres.T @ pulled)
