"""A small course as its author wrote it: two modules, a glossary, an edition, a lock. Nothing of it is rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MKDOCS = """\
site_name: Sketch   # a name

# Order comes from here.
nav:
  - Home: index.md
  - Module 1. Begin:
      - one/index.md
      - one/first.md    # keep me
      - 'one/second.md'
  - "Module 2. Go on":
      - two/index.md
      - two/third.md
  - Glossary: glossary.md

plugins: [search]
"""
PAGES = {
    "index.md": "# Home { #home }\n\n[First](one/first.md) and <a href=\"one/first/#part\">again</a>.\n",
    "one/index.md": "---\ntitle: Begin\n---\n\n# Begin { #begin }\n\n1. [First](first.md)\n\n[print](print.md)\n",
    "one/first.md": """\
---
title: 1. First
description: You will be able to begin.
---

# 1. First { #first }

[a word](../glossary.md#word), [myself](first.md#part), [here](#part), [out](https://example.org/first.md), ![x](../figures/x.svg)

## Part { #part }

`[no link](second.md)` <a href="../second/">next</a> << confusion_table("../../glossary/") >>

```markdown
[no link](second.md)
```
""",
    "one/second.md": '---\ntitle: "2. Second"\nbuilds_on: ["first.md"]\n---\n\n# 2. Second { #second }\n\n[*First*](first.md "T")\n',
    "two/index.md": "---\ntitle: Go on\n---\n\n# Go on { #go-on }\n",
    "two/third.md": """\
---
title: 1. Third
builds_on:
  - ../one/first.md
  - ../one/second.md
---

# 1. Third { #third }

See [the first][f], ![drawn][p] and [its notebook](../downloads/first.ipynb).

<% include "one/first.md" %>

[f]: ../one/first.md#part "Its part"
[p]: ../figures/x.svg
""",
    "glossary.md": "# Glossary { #glossary }\n\n[First](one/first.md), [in Module 1](one/index.md).\n",
}
LOCK = """\
# The addresses.

./
downloads/first-solutions.ipynb
downloads/first.ipynb
downloads/first.py
instructors/answers/#one-first
old/ -> one/first/
one/first/
# a comment
one/first/#first
one/first/#gone -> glossary/#word
one/first/#part
"""


def sketch(folder: Path) -> Path:
    """Writes the course into a folder and returns that."""
    files = {f"docs/{path}": text for path, text in PAGES.items()} | {
        "mkdocs.yml": MKDOCS,
        "pyproject.toml": "[tool.mnist-report]\n",
        "README.md": "See [the first lesson](docs/one/first.md).\n",
        "docs/permalinks.txt": LOCK,
        "gen/editions/fashion/permalinks.txt": "one/first/\n",
        "gen/editions/fashion/one/first.md": "## Part { #part }\n\n[on](second.md)\n",
        "gen/editions/fashion/two/third.md": "# 1. Third { #third }\n\n[f]: ../one/first.md\n",
    }
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of each file in a folder, by its path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def changes(before: dict[str, bytes], after: dict[str, bytes]) -> dict[str, list[str]]:
    """The lines that each file gained, each after a plus, or lost, each after a minus."""
    found = {}
    for path in sorted(before.keys() | after.keys()):
        old, new = (files.get(path, b"").decode().splitlines() for files in (before, after))
        lines = [f"-{line}" for line in old if line not in new] + [f"+{line}" for line in new if line not in old]
        if before.get(path) != after.get(path):
            found[path] = lines
    return found
