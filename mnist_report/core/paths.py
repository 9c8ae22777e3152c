"""Paths: the folder of the package, and which names a file inside a folder can have, whatever system it is on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).parent.parent
"""The folder of the package."""
UNSAFE: Final = r'<>:"|?*\\/\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff'
"""Characters that some system allows in no file name, that separate folders, or that hide what a name is."""
PART: Final = re.compile(rf"(?i)(?!(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))[^{UNSAFE}]*[^{UNSAFE}. ]")
"""The name of a file or folder: neither `.` nor `..`, no blank or dot at its end, none that Windows reserves."""


def is_path(name: str) -> bool:
    """Return whether a name, with forward slashes, leads to a file inside whatever folder it is put in."""
    return all(PART.fullmatch(part) for part in name.split("/"))
