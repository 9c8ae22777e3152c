"""The modules that a page's widget loads are found in the imports themselves, wherever the page stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from mnist_report.core.errors import ContentError
from mnist_report.pages.blocks import Widget
from mnist_report.pages.modules import preloads
from mnist_report.pages.page import Page

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM, SHARED = "assets/explore/x/page.js", "assets/explore/shared/"
MODULES = {
    PROGRAM: '/** @typedef {import("./types.js").T} T */\nimport { a, b as c } from "../shared/a.js";\nimport "./own.js";\n'
             "// import { no } from \"./comment.js\";\nconst later = () => import(`./later.js`);\n",
    f"{SHARED}a.js": 'import {\n  b,\n} from "./b.js";\nexport const a = b;\n',
    f"{SHARED}b.js": 'import { own } from "../x/own.js";\nexport const b = own;\n',
    "assets/explore/x/own.js": "export const own = 1;\n",
}


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    for path, text in MODULES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def page(html: str) -> Page:
    return Page("explore/x/index.md", {}, "\ufdd00\ufdd1\n", parts={0: Widget(html)})


EXPLORE = page('<div class="explore" data-explore="x"></div>')


@pytest.mark.parametrize(("start", "root"), [("explore/x/", "../../"), ("embed/x/", "../../"), ("", "")])
def test_each_module_is_named_once_from_where_the_page_stands(docs: Path, start: str, root: str) -> None:
    links = preloads(docs, EXPLORE, start)
    assert re.findall('<link rel="modulepreload" href="([^"]+)">\n', links) == [
        f"{root}{module}" for module in (PROGRAM, f"{SHARED}a.js", "assets/explore/x/own.js", f"{SHARED}b.js")
    ]
    assert links.count("\n") == 4


def test_a_page_without_a_program_preloads_nothing(docs: Path) -> None:
    assert preloads(docs, page("<div></div>"), "x/") == ""


@pytest.mark.parametrize(("broken", "content", "message"), [
    (PROGRAM, None, f"explore/x/index.md needs the module {PROGRAM}; there is no such file in docs/"),
    (f"{SHARED}b.js", None, f"{SHARED}a.js needs the module {SHARED}b.js; there is no such file in docs/"),
    (f"{SHARED}b.js", b"\xff", f"{SHARED}b.js: .*UTF-8.*"),
])
def test_a_module_that_cannot_be_read_is_named(docs: Path, broken: str, content: bytes | None, message: str) -> None:
    (docs / broken).unlink() if content is None else (docs / broken).write_bytes(content)
    with pytest.raises(ContentError, match=message) as raised:
        preloads(docs, EXPLORE, "explore/x/")
    assert "\n" not in str(raised.value)
