"""The style sheet of the colours, made of the table of them all: `python -m tests.support.colours` writes it anew."""

from __future__ import annotations

from mnist_report.core import colours
from tests.support.project import ROOT

SHEET = ROOT / "docs/assets/colours.css"

TEXT = """\
/* The colours of mnist_report/core/colours.toml, where each is explained: `python -m tests.support.colours` writes this
   anew. Dark ones only on screen, because paper is white. A frame (embed.css) has no switch: it follows
   the system, or its address. */

:root,
[data-md-color-scheme="default"] {{
{light}
}}

@media screen {{
  [data-md-color-scheme="slate"],
  .framed[data-theme="dark"] {{
{dark}
  }}
}}

@media screen and (prefers-color-scheme: dark) {{
  .framed:not([data-theme="light"]) {{
{dark}
  }}
}}
"""


def properties(named: dict[str, str], indent: int) -> str:
    """The colours as custom properties, one a line."""
    return "\n".join(f"{' ' * indent}--{name}: {colour};" for name, colour in named.items())


def sheet() -> str:
    """The content of colours.css; `--signed` is a scale for `linear-gradient`."""
    both = {"neutral": colours.of("light")["neutral"], "signed": ", ".join(colours.signed())}
    table = colours.table()
    return TEXT.format(light=properties(table["light"] | both, 2), dark=properties(table["dark"], 4))


if __name__ == "__main__":
    SHEET.write_text(sheet(), encoding="utf-8")
