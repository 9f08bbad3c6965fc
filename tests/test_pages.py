"""What the pages name is there: files and folders in CONTRIBUTING, other pages, and every page in the contents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "timediary"
STUDY = ROOT / "categories" / "task_force_2009"
DOCS = sorted((ROOT / "docs").glob("*.md"))
ROWS = [line for line in (ROOT / "CONTRIBUTING.md").read_text("utf-8").splitlines() if line.startswith("| ")]
NAME = re.compile(r"`([\w./]+/|[\w./]+\.(?:py|pyi|md|toml|csv|css|js))`")


def test_every_page_is_in_the_contents_of_the_site() -> None:
    contents = re.compile(r"^```\{toctree\}\n(.*?)^```", re.DOTALL | re.MULTILINE)
    lists = "\n".join(text for page in DOCS for text in contents.findall(page.read_text("utf-8")))
    listed = re.findall(r"^(?:.* <)?([\w/]+)>?$", lists, re.MULTILINE)
    assert [page.name for page in DOCS if page.stem not in {"index", *listed}] == []


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS], ids=lambda page: page.name)
def test_pages_and_pictures_that_a_page_names_are_there(page: Path) -> None:
    text = page.read_text("utf-8")
    named = [
        ROOT / name for name in re.findall(r"`((?:docs(?!/_build)|notebooks|benchmarks|tests)/[\w./]+\.\w+)`", text)
    ]
    linked = [page.parent / name for name in re.findall(r"\]\((?!https?:)([^)#]+)", text)]
    assert [path for path in named + linked if not path.exists()] == []


def test_places_where_new_code_goes_are_there() -> None:
    """A name without a folder is in one that its row names, or the row before it, in the package or in a study."""
    lost: list[str] = []
    before: list[Path] = []
    for row in ROWS:
        names = NAME.findall(row.replace("categories/STUDY", "categories/task_force_2009"))
        found = [folder / name for name in names for folder in (ROOT, PACKAGE, STUDY) if (folder / name).exists()]
        beside = [path if path.is_dir() else path.parent for path in found]
        folders = [ROOT, PACKAGE, STUDY, *beside, *before]
        lost += [name for name in names if not any((folder / name).exists() for folder in folders)]
        before = beside or before
    assert lost == []
