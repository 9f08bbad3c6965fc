"""`timediary completion`: what a shell needs to complete commands, options and names."""

from __future__ import annotations

import click

from timediary.cli.strict import command


@command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that lets a shell complete timediary's commands, options and names with Tab.

    \b
    Example:
      timediary completion bash >> ~/.bashrc
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    if found is None:  # pragma: no cover - click knows all three
        raise click.UsageError(f"No completion for {shell}.")
    program = context.find_root().command
    click.echo(found(program, {}, "timediary", "_TIMEDIARY_COMPLETE").source())
