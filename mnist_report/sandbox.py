"""Sandbox: the Jinja of the pages. Authors are trusted; this is for their slips, and for pages taken over unread.

A page reaches no attribute that begins with `_`, so no code but the verbs; a slip of the keyboard such as
`range(10 ** 9)` is an error instead of a build without end; and nothing in it is random. What is left are loops in
loops, which an author may need.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final

import jinja2
from jinja2.compiler import CodeGenerator
from jinja2.filters import do_indent
from jinja2.sandbox import SandboxedEnvironment

from . import names

LONGEST_RANGE: Final = 10_000
"""Numbers in a `range()`, at most."""

LONGEST: Final = 1_000_000
"""Characters or entries of what is repeated with `*`, and bits of a power, at most."""

WIDEST: Final = 100
"""Columns that `indent` moves a text, at most."""

LEFT_OUT: Final = ("batch", "center", "format", "pprint", "random", "slice", "urlize", "wordwrap", "xmlattr")
"""Filters of Jinja that pages have no use for: they make much out of a small argument, or make markup or chance."""

PADDING: Final = frozenset(
    {"center", "expandtabs", "format", "format_map", "ljust", "rjust", "to_bytes", "translate", "zfill"}
)
"""Methods of text and numbers that make much out of a small argument."""


class _Code(CodeGenerator):
    """Writes `a ~ b` so that a Name in it is not lost."""

    def visit_Concat(self, node: jinja2.nodes.Concat, frame: Any) -> None:
        self.write("environment.concatenated((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class Sandbox(SandboxedEnvironment):
    """Jinja with the limits above; each breach is a SecurityError, a ValueError or an OverflowError.

    A Name is written as text that no page takes for markup, and stays a Name in what filters and `~` make of it.
    """

    code_generator_class = _Code
    concatenated = staticmethod(names.concatenated)

    intercepted_binops: ClassVar[frozenset[str]] = frozenset({"*", "**", "%"})  # type: ignore[misc]

    def __init__(self, **options: Any) -> None:
        super().__init__(finalize=names.shown, **options)
        self.globals["range"] = _range
        del self.globals["lipsum"]
        self.filters = {name: each for name, each in self.filters.items() if name not in LEFT_OUT}
        self.filters |= {"indent": _indent, "tojson": _tojson(self.filters["tojson"])}
        self.filters = {name: names.keeping(each) for name, each in self.filters.items()}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a page may reach an attribute; the methods of a Name would make a text of it that is none."""
        return attr not in PADDING and not isinstance(obj, names.Name) and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """Jinja gives `format` before it asks whether it may; here it may not."""

    def call_binop(self, context: jinja2.runtime.Context, operator: str, left: Any, right: Any) -> Any:
        """`left operator right`, unless the result would be too large."""
        if operator == "%" and isinstance(left, str | bytes):
            raise ValueError("a text has no %; write the value beside it, as `text ~ value`")
        if _length(operator, left, right) > LONGEST:
            raise OverflowError(f"{operator} would make more than {LONGEST} characters, entries or bits")
        return super().call_binop(context, operator, left, right)


def _length(operator: str, left: Any, right: Any) -> int:
    """Length of what `*` repeats, or bits of a power or a product of whole numbers; 0 for anything else."""
    if isinstance(left, int) and isinstance(right, int):
        return left.bit_length() * abs(right) if operator == "**" else left.bit_length() + right.bit_length()
    if operator == "*" and isinstance(right, int) and hasattr(left, "__len__"):
        return len(left) * right
    if operator == "*" and isinstance(left, int) and hasattr(right, "__len__"):
        return len(right) * left
    return 0


def _range(*ends: int) -> range:
    numbers = range(*ends)
    if len(numbers) > LONGEST_RANGE:
        raise OverflowError(f"range() of more than {LONGEST_RANGE} numbers")
    return numbers


def _indent(text: str, width: int = 4, first: bool = False, blank: bool = False) -> str:
    """Jinja's `indent`, by at most `WIDEST`."""
    if not isinstance(width, int) or not 0 <= width <= WIDEST:
        raise ValueError(f"indent by {width!r}; it should be by 0 to {WIDEST} columns")
    return do_indent(text, width, first, blank)


def _tojson(original: Any) -> Any:
    """Jinja's `tojson`, on one line."""

    @jinja2.pass_eval_context
    def tojson(context: Any, value: Any) -> Any:
        return original(context, value)

    return tojson
