"""Finding: the facts of one subject, for the conditions and the sentences of pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..evaluation import Evaluation


@dataclass(frozen=True, eq=False)
class Finding:
    """What a run turned out to be in one respect; every fact is computed when a page asks for it."""

    run: Evaluation = field(repr=False)
    """The evaluation that the facts are derived from."""
