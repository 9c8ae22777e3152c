"""The JSON schema of the model card, generated from its dataclasses: `python -m tests.support.schema` writes it anew."""

from __future__ import annotations

import json
from dataclasses import is_dataclass
from typing import Any, get_args, get_type_hints

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from mnist_report.results.model_card import SCHEMA, ModelCard

CONFIG = {"extra": "forbid", "use_attribute_docstrings": True}


class AsWritten(GenerateJsonSchema):
    """Describes what is written: each key, whether or not a reader could do without it. Keys are their own titles."""

    def field_is_required(self, *_: Any, **__: Any) -> bool:
        return True

    def field_title_should_be_set(self, *_: Any) -> bool:
        return False

    def default_schema(self, schema: Any) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])


def parts(kind: Any) -> set[type]:
    """The dataclasses that a type is made of."""
    own = {kind} if is_dataclass(kind) else set()
    inner = get_type_hints(kind).values() if own else get_args(kind)
    return own.union(*map(parts, inner))


def tidied(schema: Any) -> Any:
    """The same with descriptions of one line, which say what a thing is, and not what its class raises."""
    if isinstance(schema, list):
        return [tidied(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    said = {"description": " ".join(schema["description"].split("\n\n")[0].split())} if "description" in schema else {}
    return {name: tidied(each) for name, each in schema.items()} | said


def inherit(properties: dict[str, Any], others: dict[str, Any]) -> None:
    """Take over the descriptions that properties have in the class from which they come."""
    for name in properties.keys() & others.keys():
        properties[name] = {key: said for key, said in others[name].items() if key == "description"} | properties[name]


def schema() -> str:
    """Return the content of metrics.schema.json."""
    kinds = parts(ModelCard)
    for kind in kinds:
        kind.__pydantic_config__ = CONFIG
    made = tidied(TypeAdapter(ModelCard).json_schema(schema_generator=AsWritten))
    for part, base in [(kind, base) for kind in kinds for base in kind.__mro__[1:-1]]:
        inherit(made["$defs"][part.__name__]["properties"], made["$defs"][base.__name__]["properties"])
    made["properties"] = {"$schema": {"const": SCHEMA.name}} | made["properties"]
    made["required"] = ["$schema", *made["required"]]
    named = {"$schema": AsWritten.schema_dialect, "$id": SCHEMA.name} | made
    return json.dumps(named | {"title": "The run behind a course site of mnist-report"}, indent=2) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(schema(), encoding="utf-8", newline="\n")
