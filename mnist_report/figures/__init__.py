"""Every picture of the course. A public function annotated `-> Figure` in this folder is a figure; its parameters say
what it is made of: `(run: Run)`, `(run: Run, spread: Spread)`, or `(history: History)`, which is no figure until
the history is a trend.

    figure.py      what a figure is: text, numbers, and how to draw them; what the texts of all figures share
    rendering.py   Figure -> SVG and PNG, light and dark; base.mplstyle, light.mplstyle and dark.mplstyle are its look
    grids.py       images and labels in the form of the course, many on one canvas, and the table of test images
    legibility.py  letters of one size on the page, no empty space, contrast inside a picture
    the rest       one subject each; a figure function and, where a lesson shows code, a function with that code

The folder is the registry: nothing here lists the figures. Only this folder imports Matplotlib, and only in functions.
"""
