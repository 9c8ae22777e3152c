"""Formats of a report of faults: for a person, for programs, for a pipeline."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Final

from ...exports.xml import document, element
from .fault import Fault

Found = Mapping[str, Sequence[Fault]]
"""The faults that each rule found, for every rule that was applied."""


def text(found: Found) -> str:
    """Return a line for each fault, by file and line; "" where there is none."""
    return "".join(f"{fault}\n" for fault in _sorted(found))


def as_json(found: Found) -> str:
    """Return JSON: `{"rules": [name], "faults": [{"path", "line", "message", "rule"}]}`."""
    record = {"rules": list(found), "faults": [asdict(fault) for fault in _sorted(found)]}
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


def junit(found: Found) -> str:
    """Return JUnit XML, which pipelines read: a test case for each rule, which fails with all its faults."""
    failed = sum(map(bool, found.values()))
    cases = (
        element("testcase", *([element("failure", text({rule: faults}), message=_counted(len(faults)), type=rule)]
                              if faults else []), classname="mnist-report.check", name=rule)
        for rule, faults in found.items()
    )
    counts = {"tests": str(len(found)), "failures": str(failed), "errors": "0", "skipped": "0"}
    return document(element("testsuite", *cases, name="mnist-report check", **counts)).decode()


def markdown(found: Found) -> str:
    """Return a table of the rules and a list of the faults, for the summary of a pipeline's job."""
    faults = _sorted(found)
    lines = [f"## Checks of the site: {_counted(len(faults))}", "", "| rule | faults |", "|---|---:|"]
    lines += [f"| {rule.replace('_', ' ')} | {len(of_rule)} |" for rule, of_rule in found.items()]
    lines += ["", *(f"- `{str(fault).replace('`', chr(39))}`" for fault in faults)] if faults else []
    return "\n".join(lines) + "\n"


FORMATS: Final[Mapping[str, Callable[[Found], str]]] = {".txt": text, ".json": as_json, ".xml": junit, ".md": markdown}
"""Every format, by the extension of its file."""


def _sorted(found: Found) -> list[Fault]:
    return sorted(fault for faults in found.values() for fault in faults)


def _counted(count: int) -> str:
    return "1 fault" if count == 1 else f"{count or 'no'} faults"
