"""`mnist-report compare` and `verify`: one build compared with another."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import click

from ..core.digests import differences, digests
from ..core.errors import ContentError, QualityError

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("compare")
@click.argument("old")
@click.argument("new")
@click.option("--gate", is_flag=True, help="Fail when something is worse and chance is not known to explain it.")
def compare_records(old: str, new: str, gate: bool) -> None:
    """Say what became better or worse from the metrics.json OLD to NEW (files or http addresses).

    A difference is beyond what chance explains when neither another seed nor other test images explain it: the seed by
    the spread over seeds, the images by McNemar's test where both networks answered the same ones, else by the 95 %
    intervals. Without data for one of the two, whether chance explains it is unknown.
    """
    from ..results.comparison import compare, differing_conditions
    from ..results.model_card import ModelCard

    before, after = ModelCard.read(old), ModelCard.read(new)
    changes = compare(before, after)
    for line in (*changes, *(f"differs: {condition}" for condition in differing_conditions(before, after))):
        click.echo(f"{line}")
    worse = [change.measure.name for change in changes if change.regressed]
    if gate and worse:
        raise QualityError(f"worse, and chance is not known to explain it: {', '.join(worse)}")


@click.command()
@click.argument("first", type=FOLDER)
@click.argument("second", type=FOLDER)
def verify(first: Path, second: Path) -> None:
    """Say whether two builds are equal to the byte. If not, say where they first differ and why that matters, and which
    of recipe, data, versions and code differ between their runs.
    """
    found = differences(first, second)
    if not found:
        click.echo(f"{first} and {second} are equal: {len(digests(first))} files, byte for byte")
        return
    for line in (found[0], *(f"differs: {condition}" for condition in _conditions(first, second))):
        click.echo(f"{line}")
    others = f", {len(found) - 1} other files differ too" if len(found) > 1 else ""
    raise QualityError(f"{first} and {second} are not equal{others}")


def _conditions(first: Path, second: Path) -> Iterator[str]:
    """Yield the conditions in which two runs differ; none where a model card is missing or cannot be read."""
    from ..results.comparison import differing_conditions
    from ..results.model_card import NAME, ModelCard

    with contextlib.suppress(ContentError):
        yield from differing_conditions(*(ModelCard.read(str(folder / NAME)) for folder in (first, second)))
