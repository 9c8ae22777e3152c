"""`mnist-report compare` and `verify`: one build beside another."""

from __future__ import annotations

from pathlib import Path

import click

from ..comparison import compare, differing_conditions, read_record
from ..digests import differences, digests
from ..errors import QualityError

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("compare")
@click.argument("old")
@click.argument("new")
@click.option("--gate", is_flag=True, help="Fail when something is worse and chance is not known to explain it.")
def compare_records(old: str, new: str, gate: bool) -> None:
    """Say what became better or worse from the metrics.json OLD to NEW (files or http addresses).

    A difference is beyond what chance explains when neither another seed nor other test images explain it: the seed by
    the spread over seeds, the images by McNemar's test where both networks answered the same ones, else by the 95 %
    intervals. Where nothing tells of one of the two, whether chance explains it cannot be said.
    """
    before, after = read_record(old), read_record(new)
    changes = compare(before, after)
    for line in (*changes, *(f"differs: {each}" for each in differing_conditions(before, after))):
        click.echo(f"{line}")
    worse = [change.measure.name for change in changes if change.regressed]
    if gate and worse:
        raise QualityError(f"worse, and chance is not known to explain it: {', '.join(worse)}")


@click.command()
@click.argument("first", type=FOLDER)
@click.argument("second", type=FOLDER)
def verify(first: Path, second: Path) -> None:
    """Say whether two builds are equal to the byte, and if not, where they first differ and why that matters."""
    found = differences(first, second)
    if not found:
        click.echo(f"{first} and {second} are equal: {len(digests(first))} files, byte for byte")
        return
    click.echo(f"{found[0]}")
    others = f", {len(found) - 1} other files differ too" if len(found) > 1 else ""
    raise QualityError(f"{first} and {second} are not equal{others}")
