"""What the site gives its programs: the trained weights and the images, as files that a reader's browser fetches.

The folder is the registry. A module here with `files(run) -> Iterator[tuple[str, bytes]]`, (path within the site's
sources, content), is published; the same run always gives the same bytes.
"""
