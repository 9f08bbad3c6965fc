"""The tutorials of commands can be walked through: each line runs after the one before, and what is shown comes.

The code of pages for Python runs when the site is built (`test_site.py`).
"""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from timediary.cli import main

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "docs" / f"tutorial_{reader}.md" for reader in ("officer", "researcher")]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_tutorial_can_be_walked_through(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    shown = ""
    for language, text in BLOCK.findall(page.read_text("utf-8")):
        if language == "text":
            # Spaces and ends of lines are the window's.
            told = " ".join(shown.split())
            lost = [line for line in text.replace("...\n", "").splitlines() if " ".join(line.split()) not in told]
            assert lost == [], shown
            continue
        shown = ""
        for line in text.splitlines():
            program, *words = shlex.split(line)
            assert program == "timediary"
            result = CliRunner().invoke(main, words)
            assert result.exit_code == 0, f"{line}\n{result.output}"
            shown += result.output
