"""Nothing that a safe run writes names a respondent, a file, a folder or who made it, however deep it is packed."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

import numpy as np
import openpyxl
import pytest
from click.testing import CliRunner

from timediary.cli import main
from timediary.render.painters import format_names

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# None of these stands in a file for any other reason.
SECRETS = ("Zqid", "zqfolder", "zqfile", "zquser", "zqhost", "zqspelling", "zqtext", "zqtemplate_folder")
GROUPS = {"setting": ("csd", "dass", "pvi"), "role": ("manager", "social_worker")}


def _survey_file(folder: Path, name: str = "zqfile.csv") -> Path:
    """Sixty respondents of tell-tale ids, with free text, a spelling to settle and cells that can't be read."""
    chance = np.random.default_rng(14)
    codes = ["D1", "D3", "R1", "OA1", "IA1", "S1", "S4"]
    slots = [f"Mon {9 + i // 2:02d}:{30 * (i % 2):02d}" for i in range(16)]
    lines = [",".join(["respondent", "setting", "role", "remark", *slots])]
    mixes = itertools.cycle(itertools.product(*GROUPS.values()))
    for number, mix in zip(range(120), mixes, strict=False):
        cells = [codes[k] for k in chance.integers(0, len(codes), 16)]
        if number == 3:
            cells[:2] = "zqspelling", "zqspelling unread"
        lines.append(",".join([f"Zqid{number:03d}", *mix, f"zqtext {number}", *cells]))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / name


def _contents(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """A file and all that is packed in it: parts of zips with their names and comments, streams of PDF and PNG."""
    yield name, content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for part in parts.infolist():
                yield f"{name}: entry", part.filename.encode() + part.comment + part.extra
                yield from _contents(f"{name}: {part.filename}", parts.read(part))
    for number, stream in enumerate(re.findall(rb"stream\r?\n(.*?)endstream|[tz]TXt.{4}(.*?)IDAT", content, re.DOTALL)):
        for packed in filter(None, stream):
            try:
                yield f"{name}: stream {number}", zlib.decompressobj().decompress(packed)
            except zlib.error:
                continue


def _leaks(folder: Path) -> list[tuple[str, str]]:
    found = []
    for path in folder.rglob("*"):
        found += [(path.name, secret) for secret in SECRETS if secret.casefold() in path.name.casefold()]
        if path.is_file():
            for name, content in _contents(path.name, path.read_bytes()):
                text = content.decode("utf-8", "ignore").casefold() + content.decode("utf-16-le", "ignore").casefold()
                found += [(name, secret) for secret in SECRETS if secret.casefold() in text]
    return found


@pytest.fixture
def disguised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in; who works there, and on which machine, has tell-tale names too."""
    for name in ("USER", "LOGNAME", "USERNAME"):
        monkeypatch.setenv(name, "zquser")
    monkeypatch.setenv("HOME", str(tmp_path / "home" / "zquser"))
    monkeypatch.setattr("platform.node", lambda: "zqhost")
    monkeypatch.setattr("socket.gethostname", lambda: "zqhost")
    folder = tmp_path / "zqfolder"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        "analyse {} --by setting --by role --hours --read-as zqspelling=D1",
        "tables {} --table 3.3",
        "workload {} --by setting",
        "compare {} {} --by setting --independent",
        "trend {} {} --independent",
    ],
)
def test_no_file_of_a_safe_run_tells_whose_it_is(command: str, disguised: Path) -> None:
    file = _survey_file(disguised)
    verb, *words = command.format(*(str(file) for _ in range(command.count("{}")))).split()
    formats = itertools.chain.from_iterable(("--format", name) for name in format_names())
    if verb in ("compare", "trend"):
        words[1] = str(_survey_file(disguised / "second"))
    run = CliRunner().invoke(main, [verb, *words, "--safe", "--out", "published", "--quiet", *formats])
    assert run.exit_code == 0, run.output
    written = disguised / "published"
    assert (written / "datapackage.json").exists()
    assert not (written / "problems.csv").exists()
    assert _leaks(written) == []


def test_the_same_run_without_it_is_full_of_names(disguised: Path) -> None:
    """The search finds them where they are."""
    run = CliRunner().invoke(main, ["analyse", str(_survey_file(disguised)), "--out", "results", "--quiet"])
    assert run.exit_code == 0, run.output
    assert {"Zqid", "zqfile", "zqspelling"} <= {secret for _, secret in _leaks(disguised / "results")}
    book = openpyxl.Workbook()
    book.properties.creator = "zquser"
    (disguised / "other").mkdir()
    book.save(disguised / "other" / "a.xlsx")
    assert ("a.xlsx: docProps/core.xml", "zquser") in _leaks(disguised / "other")


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_no_picture_tells_whose_it_is(ending: str, disguised: Path) -> None:
    file, picture = _survey_file(disguised), disguised / "pictures" / f"picture.{ending}"
    run = CliRunner().invoke(main, ["plot", str(file), "composition", "--by", "setting", "--safe", "-o", str(picture)])
    assert run.exit_code == 0, run.output
    assert _leaks(picture.parent) == []


def test_lists_of_people_and_free_text_are_no_part_of_it(disguised: Path) -> None:
    file = _survey_file(disguised)
    for words in (["plot", str(file), "week", "--safe"], ["analyse", str(file), "--by", "remark", "--safe"]):
        run = CliRunner().invoke(main, words)
        assert run.exit_code != 0, words
        assert "Traceback" not in run.output
    assert [path.name for path in disguised.iterdir()] == ["zqfile.csv"]
