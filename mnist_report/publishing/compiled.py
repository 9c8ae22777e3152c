"""Compiled: the theme's templates, compiled while MkDocs' process waits for the one that renders the pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Thread
from types import CodeType
from typing import Any

import jinja2
import jinja2.meta
from jinja2.bccache import Bucket


class Compiled(jinja2.BytecodeCache):
    """The code of templates by their source, in this process alone: nothing that is stored is ever run."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a bucket the code of its template, if that is compiled."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Take over the code of a bucket."""
        self._codes[bucket.key, bucket.checksum] = bucket.code


@contextmanager
def compiling(config: Mapping[str, Any]) -> Iterator[None]:
    """Compile, while the body runs, the templates that all pages need, and have MkDocs use them in this build."""
    compiled, theme = Compiled(), config["theme"]

    def use(env: jinja2.Environment, **_: object) -> None:
        env.bytecode_cache = compiled

    thread = Thread(target=_compile, args=(theme.get_env(), compiled, ["main.html", *theme.static_templates]))
    thread.start()
    try:
        yield
    finally:
        thread.join()
    config["plugins"].events["env"].append(use)


def _compile(env: jinja2.Environment, compiled: Compiled, names: list[str]) -> None:
    """Compile templates and those that they name, except any that cannot be: MkDocs meets the mistake when it asks."""
    known = set()
    while names:
        if (name := names.pop()) not in known and env.loader:
            known.add(name)
            with suppress(jinja2.TemplateError, OSError, ValueError):
                source, path, _ = env.loader.get_source(env, name)
                parsed = env.parse(source, name, path)
                names += filter(None, jinja2.meta.find_referenced_templates(parsed))
                bucket = compiled.get_bucket(env, name, path, source)
                bucket.code = env.compile(parsed, name, path)
                compiled.set_bucket(bucket)
