"""Templates: what the theme makes of all pages, kept as long as nothing in the site changes.

A template sees all of a site: its settings, its navigation, every page. So one key stands for everything, and any
change has all pages rendered again. With a plugin or a hook that this file does not know, nothing is kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from .kept import Kept, Key, noting_records

PLUGINS: Final = frozenset({"gen-files", "material/search", "search"})
"""The plugins that change nothing in what a template sees but what is in the key."""
UNSEEN: Final = frozenset({
    "config_file_path", "docs_dir", "draft_docs", "exclude_docs", "not_in_nav", "plugins", "site_dir", "theme",
})
"""The settings that are places in this file system, say which files there are, or are looked at by themselves."""


def keep_templates(kept: Kept, env: Any, config: Any, files: Any) -> None:
    """Have the templates rendered only if anything in the site has changed, in MkDocs' event `env`."""
    if {*config["plugins"]} <= PLUGINS and (key := _site_key(kept, config, files)):
        outputs = kept.used[key] = kept.found.get(key, {})
        env.get_template = partial(_get_template, env.get_template, outputs, lambda: kept.used.pop(key, None))


def _get_template(
    get: Callable[..., Any], outputs: dict[str, dict[str, str]], forget: Callable[[], object], name: str, *more: Any
) -> Any:
    """Return a template, and that which it extends or includes, with `more` about it, as `get` does."""
    if more:
        return get(name, *more)
    if name not in outputs:
        get(name)  # an error in it is one of this moment
    return Template(partial(get, name), outputs.setdefault(name, {}), forget)


@dataclass(frozen=True)
class Template:
    """A template that is compiled and rendered only for what is not kept."""

    get: Callable[[], Any]
    """Returns Jinja's own."""
    outputs: dict[str, str]
    """Its output by the address of the page; "" for none."""
    forget: Callable[[], object]
    """Has nothing of this build kept."""

    def render(self, context: Any) -> str:
        """Return the output for the page of a context."""
        place = context["page"].url if context["page"] else ""
        if place not in self.outputs:
            with noting_records() as logged:
                self.outputs[place] = self.get().render(context)
            if logged:
                self.forget()
        return self.outputs[place]


def _site_key(kept: Kept, config: Any, files: Any) -> Key:
    """Return the key of all that a template can see; None with a plugin or a value that is unknown here."""
    settings = {name: value for name, value in config.items() if name not in UNSEEN}
    theme = {**config["theme"], "locale": str(config["theme"].get("locale"))}
    plugins = {name: plugin.config for name, plugin in config["plugins"].items() if name != "gen-files"}
    places = [(file.src_uri, file.url, file.inclusion.name) for file in files]
    pages = [_page(file.page) for file in files if file.page]
    try:
        text = json.dumps((settings, theme, plugins, places, pages), default=dict)
    except (TypeError, ValueError, RecursionError):
        return None
    return kept.key(text, list(_sources(config)))


def _page(page: Any) -> tuple[Any, ...]:
    """Return all that distinguishes a page from one of the same place with the same settings."""
    texts = (hashlib.sha256(repr(text).encode()).hexdigest() for text in (page.content, page.markdown))
    return (page.meta, page.update_date, *texts)


def _sources(config: Any) -> Iterator[tuple[str, str]]:
    """Yield the names and the SHA-256 (hex) of the files that are the project's own settings, code and templates."""
    single = [Path(config["config_file_path"]), *map(Path, config["plugins"]["gen-files"].config["scripts"])]
    own = config["theme"].custom_dir
    templates = [path for path in sorted(Path(own).rglob("*")) if path.is_file()] if own else []
    for path in [*single, *templates]:
        name = path.relative_to(own).as_posix() if path in templates else path.name
        yield name, hashlib.sha256(path.read_bytes()).hexdigest()
