"""The hill of the lesson on the loss: its height around the path of the training, for a ball to roll on."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from ...training.hill import hill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...training.run import Run


def files(run: Run) -> Iterator[tuple[str, bytes]]:
    """Yield `explore/hill.json`: the fields of `Hill`."""
    yield "explore/hill.json", json.dumps(asdict(hill(run)), separators=(",", ":")).encode()
