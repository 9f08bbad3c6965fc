"""The studies that come with the package, and the one that is used where none is named."""

from __future__ import annotations

from pathlib import Path


def shipped() -> Path:
    """The folder of studies that come with the package: inside the wheel, or in the checkout it is installed from."""
    package = Path(__file__).parents[1]
    inside, beside = package / "categories", package.parents[1] / "categories"
    return inside if inside.is_dir() else beside


def list_studies() -> tuple[str, ...]:
    """The names of the studies that come with the package.

    Examples:
        >>> import timediary as td
        >>> "task_force_2009" in td.list_studies()
        True
    """
    return tuple(sorted(path.parent.name for path in shipped().glob("*/study.toml")))


def default_study() -> str:
    """The study used where none is named."""
    return "task_force_2009"
