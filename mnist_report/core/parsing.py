"""Python source as syntax, from several threads at once."""

from __future__ import annotations

import ast
import sys
from functools import wraps
from threading import RLock


def parse_in_turn() -> None:
    """Let one thread at a time call `ast.parse`, also from other packages: NumPy reads the head of an .npy with it.

    Before Python 3.11.8 two at once raise SystemError now and then: "AST constructor recursion depth mismatch"
    (CPython issue 106905). Later ones are left as they are.
    """
    if sys.version_info < (3, 11, 8) and not hasattr(ast.parse, "__wrapped__"):
        parse, turn = ast.parse, RLock()

        @wraps(parse)
        def parse_alone(*args, **kwargs):  # type: ignore[no-untyped-def]
            with turn:
                return parse(*args, **kwargs)

        ast.parse = parse_alone
