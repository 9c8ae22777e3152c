"""A headless Chromium that visits the built site, as a reader's browser would, and notes what goes wrong."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NoReturn

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, ViewportSize

SUB_PATH = "/course/"
"""Where on its host the site stands, as a project's pages do on GitHub."""

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

AXE = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
    "preload": False,  # of sounds and of style sheets, which no rule of these reads
}
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules whose verdict another colour scheme changes; they take two thirds of the time of all."""

LAYOUT = ["target-size", "scrollable-region-focusable"]
"""The rules whose verdict another width changes."""

RULES = {
    "all": AXE,
    "colours": AXE | {"runOnly": COLOURS},
    "structure": AXE | {"rules": {rule: {"enabled": False} for rule in COLOURS}},
    "layout": AXE | {"runOnly": LAYOUT},
}

SEARCH_INDEX = "/search/search_index.json"
NO_ENTRIES = b'{"config": {"lang": ["en"], "separator": " ", "pipeline": [], "fields": {"title": {}, "text": {}}}, "docs": []}'

WIDEST_PHONE = 500
"""Pixels."""

Scheme = Literal["light", "dark"]


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder under SUB_PATH, and nothing beside it."""

    def __init__(
        self, *arguments: Any, headers: Mapping[str, str] | None = None, searchable: bool = True, **more: Any
    ) -> None:
        self.headers_besides = headers or {}
        self.searchable = searchable
        super().__init__(*arguments, **more)

    def end_headers(self) -> None:
        for name, value in self.headers_besides.items():
            self.send_header(name, value)
        super().end_headers()

    def do_GET(self) -> None:
        if self.searchable or not self.path.endswith(SEARCH_INDEX):
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(NO_ENTRIES)))
        self.end_headers()
        self.wfile.write(NO_ENTRIES)

    def translate_path(self, path: str) -> str:
        inside = path.startswith(SUB_PATH)
        return super().translate_path(path.removeprefix(SUB_PATH[:-1]) if inside else "/outside-of-the-site")

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def served(
    folder: Path, headers: Mapping[str, str] | None = None, searchable: bool = True, handler: type[Handler] = Handler
) -> Iterator[str]:
    """Serves a folder on a free port of this machine, each file with these headers besides, and where it need not be
    searchable with an empty index: every page reads the index, longer than all else. Gives the address, with a slash at
    the end.
    """
    answer = functools.partial(handler, directory=str(folder), headers=headers, searchable=searchable)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{SUB_PATH}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium with a profile of its own, which goes with it. Skips the test where there is none."""
    executable = next(filter(None, map(shutil.which, NAMES)), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        executable = None
    if executable is None:
        do_without("no Chromium on the PATH, or no Playwright: install the extra `test` and chromium-headless-shell")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield browser
        browser.close()


def do_without(reason: str) -> NoReturn:
    """On a developer's machine a missing browser is no fault; where CI is set it would hide one."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass(frozen=True)
class View:
    """What a reader's window is like."""

    width: int
    """Pixels."""

    height: int
    """Pixels."""

    scheme: Scheme
    """The colours that the reader's system asks for."""

    touch: bool = False
    """Whether it is a screen for fingers; a phone's is one anyway."""

    def context(self, browser: Browser, scripts: bool = True) -> BrowserContext:
        """A new session of a reader with this window."""
        size: ViewportSize = {"width": self.width, "height": self.height}
        fingers = dict.fromkeys(("has_touch", "is_mobile"), self.touch or self.width < WIDEST_PHONE)
        return browser.new_context(viewport=size, color_scheme=self.scheme, java_script_enabled=scripts, **fingers)

    def __str__(self) -> str:
        return f"{self.scheme}-{self.width}{'-touch' if self.touch else ''}"


@dataclass
class Visit:
    """One page in one window, with what went wrong since it began to load."""

    page: Page
    """The page in the browser."""

    host: str
    """The start of every address that may be asked for."""

    troubles: list[str] = field(default_factory=list)
    """Errors and warnings of the console, errors of scripts, failed requests and those to another host."""

    def __post_init__(self) -> None:
        self.page.on("console", self._on_console)
        self.page.on("pageerror", self._on_error)
        self.page.on("request", self._on_request)
        self.page.on("requestfailed", self._on_failure)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.troubles.append(message.text)

    def _on_error(self, error: Error) -> None:
        self.troubles.append(str(error))

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((self.host, "data:", "blob:")):
            self.troubles.append(f"asked another host: {request.url}")

    def _on_failure(self, request: Request) -> None:
        # The page itself let go of it, as of a picture for other colours; or it may not be asked for, which the console
        # says unless it is a module and scripts are switched off.
        if request.failure not in {"net::ERR_ABORTED", "csp"}:
            self.troubles.append(f"failed: {request.url}")


@contextmanager
def visit(context: BrowserContext, host: str, path: str) -> Iterator[Visit]:
    """A page of the site, open in a tab of its own."""
    page = context.new_page()
    try:
        visited = Visit(page, host)
        page.goto(host + path)
        yield visited
    finally:
        page.close()


DISTINCT = """() => {
  const within = document.querySelector("article") ?? document.body;
  const known = new Map();
  const look = (element) => {
    const { color, fontSize, fontWeight, textDecorationLine, opacity, filter } = getComputedStyle(element);
    const around = [element.tagName, color, fontSize, fontWeight, textDecorationLine];
    for (let each = element; each && each !== within.parentElement; each = each.parentElement) {
      const { backgroundColor, backgroundImage, opacity, filter } = getComputedStyle(each);
      around.push(backgroundColor, backgroundImage, opacity, filter);
    }
    return [...around, getComputedStyle(element.parentElement).color].join();
  };
  for (const element of within.querySelectorAll("*")) {
    const how = look(element);
    known.set(how, (known.get(how) ?? 0) + 1);
    element.toggleAttribute("data-distinct", known.get(how) <= 3);
    element.toggleAttribute("data-alike", known.get(how) > 3);
  }
}"""
"""Marks the first three elements of an article that look alike, text and backgrounds to the outermost, and the others."""


def violations(visited: Visit, rules: str = "all") -> list[str]:
    """What axe-core finds by these of RULES: the rule, and the elements that break it. The colours alone are those of the
    article, and of all that looks alike in it those of three: the frame around it is the same on every page.
    """
    from axe_playwright_python.sync_playwright import Axe

    if not visited.page.evaluate("'axe' in window"):
        visited.page.evaluate(Axe().axe_script)
    where = "document"
    if rules == "colours":
        visited.page.evaluate(DISTINCT)
        where = "{ include: [['article, body:not(:has(article))'], ['[data-distinct]']], exclude: [['[data-alike]']] }"
    run = f"(options) => axe.run({where}, options).then(({{ violations }}) => violations)"
    found: list[dict[str, Any]] = visited.page.evaluate(run, RULES[rules])
    return [f"{rule['id']}: {[node['html'] for node in rule['nodes']]}" for rule in found]


TO_THEIR_ENDS = """() => {
  const transitions = document.getAnimations().filter((each) => each instanceof CSSTransition);
  for (const each of transitions) each.finish();
  return transitions.length === 0;
}"""
"""Ends every transition, also one that waits for a picture of the page that nobody asks for; whether there was none."""


def in_colours(page: Page, scheme: Scheme) -> None:
    """Makes a page follow a system that now asks for these colours, to the end of every transition."""
    page.emulate_media(color_scheme=scheme)
    wanted = {"light": "default", "dark": "slate"}[scheme]
    page.wait_for_function("(wanted) => [wanted, undefined].includes(document.body.dataset.mdColorScheme)", arg=wanted)
    page.wait_for_function(TO_THEIR_ENDS)
