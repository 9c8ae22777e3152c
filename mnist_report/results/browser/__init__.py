"""Files for the programs of the site: the trained weights and the images, which a reader's browser fetches.

The folder is the registry: the files of every module here with `files(run) -> Iterator[tuple[str, bytes]]` (path within
the site's sources, content) are published. As that of a figure, a parameter is the name of what it is made of, and
those of an experiment are published where there are experiments. The same run always gives the same bytes.
"""
