"""A file or folder as it is named on the command line: what isn't there is told with what is near."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


class InputFile(click.Path):
    """A file or folder that must be there; with `allow_dash`, `-` for standard input as well."""

    def __init__(self, *, allow_dash: bool = False) -> None:
        super().__init__(exists=True, path_type=Path, allow_dash=allow_dash)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path of a file.

        Raises:
            BadParameter: it isn't there; the message offers names that are near.
        """
        if "://" in str(value):
            return self._elsewhere(str(value), param, ctx)
        path = Path(value)
        try:
            is_there = path.exists() or (self.allow_dash and str(path) == "-")
        except OSError as error:
            self.fail(f"'{str(path)[:80]}' can't be opened: {error.strerror or error}.", param, ctx)
        if not is_there:
            self.fail(_missing(path, ctx), param, ctx)
        return super().convert(value, param, ctx)

    def _elsewhere(self, address: str, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """What is at an address in an object store."""
        from timediary.ingest.data_set import remote
        from timediary.model.reading import ReadError

        try:
            path = remote(address)
        except ReadError as error:
            self.fail(str(error), param, ctx)
        if not path.exists():
            self.fail(f"There is nothing at '{address}'.", param, ctx)
        return path


def _missing(path: Path, ctx: click.Context | None) -> str:
    """What to say of a file that isn't there."""
    from timediary.model.nearest import meant

    if not path.parent.is_dir():
        return f"There is no folder '{path.parent}'."
    try:
        near = meant(path.name, sorted(other.name for other in path.parent.iterdir()))
    except OSError:
        near = ""
    return f"There is no file '{path}'.{near}{'' if near else _an_attribute(str(path), ctx)}"


def _an_attribute(name: str, ctx: click.Context | None) -> str:
    """What to write where a word after the files is an attribute: `--by setting role`."""
    from timediary.model.problem import TimediaryError
    from timediary.model.spelling import folded
    from timediary.study import load_study

    by = [] if ctx is None else list(ctx.params.get("breakdowns") or ctx.params.get("by") or ())
    try:
        variables = load_study(None if ctx is None else ctx.params.get("study")).variables.values()
    except TimediaryError:
        return ""
    if not any(folded(name) in map(folded, (v.id, v.label, *v.aliases)) for v in variables):
        return ""
    before = by[-1] if by else "setting"
    return (
        f" '{name}' is an attribute: --by {before},{name} makes one table of both crossed, and "
        f"--by {before} --by {name} a table of each."
    )
