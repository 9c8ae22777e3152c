"""Lines: which line of a page, as its author wrote it, each line of its Markdown is from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jinja2

from ..core.errors import ContentError


class PlacedError(ContentError):
    """A mistake whose message begins with its file and line."""


class PageError(ContentError):
    """A mistake in a line of a page, as its author wrote it or as it was filled in."""

    def __init__(self, message: str, lineno: int | None) -> None:
        """Take the message and the number of the line, from 1; None where that is not known."""
        super().__init__(message)
        self.lineno = lineno


def origins(template: jinja2.Template, text: str, values: Mapping[str, Any]) -> list[int]:
    """Return for each line that a template writes with these values the number, from 1, of its line of `text`.

    `text` is what the template was compiled from. For a blank line the number is 0.
    """
    written, lines = text.split("\n"), [0]
    values_at = {line for _, line in template.debug_info}
    chunks = template.root_render_func(template.new_context(dict(values)))
    for chunk in chunks:
        code_line = chunks.gi_frame.f_lineno  # type: ignore[attr-defined]  # of the generator that Jinja compiled
        line = template.get_corresponding_lineno(code_line)
        for number, piece in enumerate(chunk.split("\n")):
            lines += [0] * bool(number)
            if piece.strip() and code_line not in values_at:  # as it is written, on that line or below
                begin = line + bool(number)
                line = next((at for at in range(begin, len(written) + 1) if piece in written[at - 1]), line)
            lines[-1] = lines[-1] or (line if piece.strip() else 0)
    return lines
