"""`mnist-report policy`: the Content-Security-Policy header that a host should send with a site."""

from __future__ import annotations

from pathlib import Path

import click

from ..core.errors import LinkError
from .check import SITE


@click.command("policy")
@SITE
def tell_policy(site: Path) -> None:
    """Print the Content-Security-Policy header with which a host should serve the built SITE.

    It allows the theme's inline scripts, by their hashes; any other is an error.
    """
    from ..publishing.checks import Site
    from ..publishing.checks.inline import inline_scripts
    from ..publishing.policy import HEADER, policy

    built = Site.read(site)
    if faults := list(inline_scripts(built)):
        raise LinkError(f"{faults[0]}{f', and {len(faults) - 1} more' if faults[1:] else ''}")
    click.echo(f"{HEADER}: {policy(built)}")
