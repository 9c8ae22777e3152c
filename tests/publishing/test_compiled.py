"""The theme's templates, compiled before MkDocs asks for them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import jinja2
import pytest
from mkdocs.config import load_config

from mnist_report.publishing.compiled import compiling

if TYPE_CHECKING:
    from tests.support.project import Project


def environment(config: Any) -> jinja2.Environment:
    """The environment of a theme as MkDocs gives it to the event `env`, after it."""
    env: jinja2.Environment = config["theme"].get_env()
    for handler in config["plugins"].events["env"]:
        handler(env=env, config=config, files=None)
    return env


@pytest.fixture
def config(cold_project: Project) -> Any:
    return load_config(str(cold_project.folder / "mkdocs.yml"))


def test_a_page_finds_its_templates_compiled(config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with compiling(config):
        pass
    env, compiled = environment(config), []
    monkeypatch.setattr(jinja2.Environment, "compile", lambda self, source, name, *more: compiled.append(name))
    for name in ("main.html", "base.html", "partials/nav.html", "partials/footer.html", "404.html", "sitemap.xml"):
        env.get_template(name)
    assert compiled == []
    with suppress(AttributeError):  # as the stand-in compiles nothing
        env.get_template("partials/languages/de.html")  # which only a setting names
    assert compiled == ["partials/languages/de.html"]


def test_a_template_that_changed_meanwhile_is_compiled_anew(config: Any, cold_project: Project) -> None:
    own = cold_project.folder / "own"
    own.mkdir()
    (own / "main.html").write_text("old")
    config["theme"].dirs.insert(0, str(own))
    with compiling(config):
        pass
    (own / "main.html").write_text("new")
    assert environment(config).get_template("main.html").render() == "new"


def test_a_mistake_in_a_template_is_met_when_mkdocs_asks_for_it(config: Any, cold_project: Project) -> None:
    own = cold_project.folder / "own"
    own.mkdir()
    (own / "main.html").write_text("{% if %}")
    (own / "base.html").write_bytes(b"\xff")
    config["theme"].dirs.insert(0, str(own))
    with compiling(config):
        pass
    env = environment(config)
    assert env.get_template("404.html")
    with pytest.raises(jinja2.TemplateSyntaxError, match="Expected an expression"):
        env.get_template("main.html")


def test_an_error_of_what_is_waited_for_is_raised(config: Any) -> None:
    with pytest.raises(KeyError), compiling(config):
        raise KeyError
