"""Naming: the site is called as its edition says, in the language of the edition."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..core.edition import FILE, Site
from ..core.errors import ConfigurationError
from ..core.settings import load_settings


def name_site(config: Any) -> None:
    """Have MkDocs use the names, the titles and the language of the edition; call it before any page is read.

    Raise ConfigurationError for wrong settings, and for a language that the theme does not have.
    """
    site = load_settings(Path(config["config_file_path"]).parent / "pyproject.toml").site
    config["site_name"] = site.name or config["site_name"]
    config["site_description"] = site.description or config["site_description"]
    config["nav"] = _renamed(config["nav"], dict(site.titles))
    if site.language:
        _speak(config, site)


def _renamed(nav: Any, titles: Mapping[str, str]) -> Any:
    if isinstance(nav, list):
        return [_renamed(part, titles) for part in nav]
    if isinstance(nav, dict):
        return {titles.get(title, title): _renamed(part, titles) for title, part in nav.items()}
    return nav


def _speak(config: Any, site: Site) -> None:
    theme, search = config["theme"], config["plugins"].get("material/search")
    if not any(Path(folder, "partials", "languages", f"{site.language}.html").is_file() for folder in theme.dirs):
        raise ConfigurationError(f"[site] language in {FILE} is {site.language!r}, which the theme does not have; it "
                                 "should be one of the files in its partials/languages, such as 'de' or 'pt-BR'")
    theme["language"] = site.language
    if search:  # what it took from the language before
        search.config.update(lang=None, pipeline=None)
        search.on_config(config)
