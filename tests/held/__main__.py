"""Renew what is held, or show all that changed since a commit.

python -m tests.held --renew [NAME ...]           write what comes out now, and show what changed of what is held
python -m tests.held --since REVISION [NAME ...]  show every line that comes out otherwise than at a commit
python -m tests.held --into FOLDER [NAME ...]     write all that comes out, whole
"""

from __future__ import annotations

import argparse
import difflib
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.held.keeping import EXPECTED, differ, lines_of
from tests.held.running import NAMES, ROOT, list_of, whole

if TYPE_CHECKING:
    from collections.abc import Sequence


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.held", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--renew", action="store_true")
    what.add_argument("--since", metavar="REVISION")
    what.add_argument("--into", metavar="FOLDER", type=Path)
    parser.add_argument("names", metavar="NAME", nargs="*", help="as the files in tests/held/expected are called; all")
    given = parser.parse_args()
    names = given.names or list(NAMES)
    if unknown := sorted(set(names) - {*NAMES, *(path.stem for path in EXPECTED.iterdir())}):
        parser.error(f"nothing is held as {', '.join(unknown)}")
    if given.renew:
        renew(names, all_of_them=not given.names)
    elif given.since:
        show_since(given.since, names)
    else:
        write_whole(given.into, names)


def renew(names: Sequence[str], *, all_of_them: bool) -> None:
    """Write the lists that differ, and show how."""
    changed = 0
    for name in names:
        path = EXPECTED / f"{name}.txt"
        before = lines_of(name)
        after = list_of(name) if name in NAMES else []
        if path.exists() and not differ(before, after):
            continue
        changed += 1
        print(
            "\n".join(difflib.unified_diff(before, after, f"before/{path.name}", f"after/{path.name}", "", "", 2, ""))
        )
        path.write_text("\n".join([*after, ""]), encoding="utf-8")
    for path in EXPECTED.glob("*.txt") if all_of_them else ():
        if path.stem not in NAMES:
            changed += 1
            print(f"{path.name} is no longer made: deleted")
            path.unlink()
    print(f"{changed} of {len(names)} lists changed")


def write_whole(folder: Path, names: Sequence[str]) -> None:
    """Write all lines of all parts, a file for each name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        if name in NAMES:
            lines = [line for heading, part in whole(name) for line in ("", f"=== {heading}", *part)]
            (folder / f"{name}.txt").write_text("\n".join([*lines, ""]), encoding="utf-8")


def show_since(revision: str, names: Sequence[str]) -> None:
    """Run a commit's own commands on its own code, ours on ours, and show the difference."""
    with TemporaryDirectory() as scratch:
        there = Path(scratch) / "there"
        subprocess.run(["git", "worktree", "add", "--quiet", "--detach", there, revision], cwd=ROOT, check=True)
        try:
            for tree, folder in ((there, "then"), (ROOT, "now")):
                command = [sys.executable, "-m", "tests.held", "--into", f"{scratch}/{folder}", *names]
                paths = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tree / "src"), str(tree)])}
                subprocess.run(command, cwd=tree, env=paths, check=True)
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", there], cwd=ROOT, check=True)
        subprocess.run(["git", "diff", "--no-index", "--unified=2", "then", "now"], cwd=scratch)


if __name__ == "__main__":
    main()
