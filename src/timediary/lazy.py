"""Public names that are loaded when they are first used, each written once: in the stub beside the module.

The way of SPEC 1 of the scientific Python ecosystem: a `.pyi` file names what is public and where it comes from, for
readers, editors and type checkers. At run time the same file is read, and only when a name is asked for, since
importing costs more than computing. (`lazy_loader` does this too, but parses the stub on import.)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from os import PathLike


def names_of(stub: str | PathLike[str]) -> Mapping[str, str]:
    """The names that a stub imports to make them public (`from HOME import name as name`), each with its home."""
    found = {}
    with open(stub, encoding="utf-8") as file:  # noqa: PTH123 - importing pathlib takes longer
        statements = f"\n{file.read()}".split("\nfrom ")[1:]
    for statement in statements:
        home, _, imported = statement.partition(" import ")
        several = imported[1:].partition(")")[0] if imported.startswith("(") else imported.partition("\n")[0]
        for entry in several.split(","):
            name, _, public = entry.strip().partition(" as ")
            if name and name == public:
                found[name] = home
    return found


def attach(package: str, file: str, *further: str) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` of a package whose public names stand in the stub beside it.

    Args:
        package: its name.
        file: its `__file__`.
        further: public names that the package has itself.
    """
    known: dict[str, str] = {}

    def homes() -> dict[str, str]:
        if not known:
            known.update(names_of(f"{file.removesuffix('.py')}.pyi"))
        return known

    def load(name: str) -> object:
        if name.startswith("__") or name not in homes():
            raise AttributeError(f"module '{package}' has no attribute '{name}'")
        home = homes()[name]
        return import_module(f"{home}.{name}") if home == package else getattr(import_module(home), name)

    return load, lambda: sorted([*homes(), *further])
