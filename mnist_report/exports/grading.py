"""What nbgrader is told of a cell (https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

POINTS = 1
"""Of an exercise; whoever teaches weighs them anew."""


@dataclass(frozen=True)
class Grading:
    """The part that a cell has in grading: an answer graded by hand, an answer to be checked, or its check."""

    id: str
    """Its `grade_id`: letters, digits and dashes, of one cell of a notebook only."""
    is_answer: bool
    """Whether a student writes it; else it is locked."""
    is_graded: bool
    """Whether the cell has points."""

    @property
    def metadata(self) -> dict[str, Any]:
        """The metadata of the cell, by version 3 of nbgrader's schema."""
        said = {"schema_version": 3, "grade_id": self.id, "grade": self.is_graded, "solution": self.is_answer,
                "locked": not self.is_answer, "task": False}
        return said | ({"points": POINTS} if self.is_graded else {})
