"""What the site gives its programs: the trained weights and the images, as files that a reader's browser fetches.

Each module here has `files(run) -> Iterator[tuple[str, bytes]]`: (path within the site's sources, content). The same
run always gives the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from . import epochs, errors, examples, weights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..runs import Run

__all__ = ["FILES"]

FILES: Final[tuple[Callable[[Run], Iterator[tuple[str, bytes]]], ...]] = (
    weights.files, examples.files, errors.files, epochs.files,
)
"""Everything that is published, in no particular order."""
