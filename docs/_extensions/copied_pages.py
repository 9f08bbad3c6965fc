"""What stands outside `docs/` and belongs to the site: notebooks, what changed, how to contribute; a page a command.

They are written to `docs/generated/`, which is made anew by every build.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from command_reference import commands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

ROOT = Path(__file__).parents[2]


def pages() -> Iterator[tuple[str, str]]:
    """Name and content of each page, below `docs/generated/`."""
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        yield f"notebooks/{notebook.name}", notebook.read_text("utf-8")
    for name in ("CHANGELOG.md", "CONTRIBUTING.md"):
        yield name, (ROOT / name).read_text("utf-8")
    for words in commands():
        yield (
            f"commands/{'_'.join(words)}.md",
            f"# timediary {' '.join(words)}\n\n```{{command}} {' '.join(words)}\n```\n",
        )


def write_pages(app: Sphinx) -> None:
    """Write what differs from what is there, so that nothing else is built again; take away what no longer belongs."""
    folder = Path(app.srcdir) / "generated"
    wanted = {folder / name: text for name, text in pages()}
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
    for kind in ("notebooks", "commands"):
        for path in (folder / kind).glob("*"):
            if path.is_dir():
                shutil.rmtree(path)
            elif path not in wanted:
                path.unlink()


def setup(app: Sphinx) -> dict[str, Any]:
    """Sphinx calls it."""
    app.connect("builder-inited", write_pages, priority=100)
    return {"parallel_read_safe": True}
