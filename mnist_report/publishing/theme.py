"""Theme: what the theme brings and no page of the site asks for is left out of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

SOURCE_MAP: Final = re.compile(r"\s*(?://|/\*)[#@] sourceMappingURL=\S+(?: *\*/)?\s*\Z")
"""The name of its source map at the end of a script or style sheet, for which a browser's developer tools ask."""
LANGUAGE: Final = re.compile(r"assets/javascripts/lunr/(?:min/lunr\.([a-z]{2})\.min\.js|.+)")
"""What the search of Material for MkDocs loads for a language other than English, or for all of them."""


def leave_out(files: Any, config: Any) -> None:
    """Remove the theme's source maps and unused languages of its search from the site, in MkDocs' event `files`.

    What the project brings itself stays as it is.
    """
    folders = {*config["theme"].dirs} - {config["theme"].custom_dir}
    brought = {file.src_uri: file for file in files if file.src_dir in folders}
    maps = [path for path in brought if path.endswith(".map")]
    for path in maps:
        if source := brought.get(path.removesuffix(".map")):
            source.content_string = SOURCE_MAP.sub("\n", source.content_string)
    for path in [*maps, *_unused_languages(brought, config)]:
        files.remove(brought[path])


def _unused_languages(paths: Iterable[str], config: Any) -> Iterator[str]:
    search = config["plugins"].get("material/search")
    languages = search.config["lang"] if search else None
    for found in filter(None, map(LANGUAGE.fullmatch, paths)):
        if languages and (languages == ["en"] or found[1] not in [None, *languages]):
            yield found[0]
