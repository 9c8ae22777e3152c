"""A Matplotlib backend without a screen: `plt.show()` writes down what the figures hold, into the file $RECORDING.

    MPLBACKEND=module://tests.recording RECORDING=shown.json python script.py
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from matplotlib._pylab_helpers import Gcf
from matplotlib.backends.backend_agg import FigureCanvasAgg as FigureCanvas
from matplotlib.figure import Figure

__all__ = ["FigureCanvas", "collected", "show", "shown"]


def show(*_: Any, **__: Any) -> None:
    """Takes down every open figure and closes it, as a notebook does."""
    figures = [manager.canvas.figure for manager in Gcf.get_all_fig_managers()]
    with Path(os.environ["RECORDING"]).open("a", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(collected(figure))}\n" for figure in figures)
    Gcf.destroy_all()


def shown(file: Path) -> list[list[dict[str, Any]]]:
    """The figures in a recording."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def collected(figure: Figure) -> list[dict[str, Any]]:
    """The data of each of the axes of a figure: title, images with their colours, heights of bars."""
    return [
        {
            "title": axes.get_title(),
            "images": [image.get_array().tolist() for image in axes.get_images()],
            "colours": [[image.get_cmap().name, *image.get_clim()] for image in axes.get_images()],
            "bars": [float(bar.get_height()) for bar in axes.patches],
        }
        for axes in figure.axes
        if axes.get_label() != "<colorbar>"
    ]
