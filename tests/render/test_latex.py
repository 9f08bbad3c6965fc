"""`tables.tex`: text that prints as it is and acts on nothing, in a document that compiles."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, strategies as st
from tests.render.samples import (
    FORMATS,
    HOSTILE,
    columns_of,
    hostile_comparison,
    hostile_results,
    odd_comparisons,
    odd_results,
    results_of,
    setting_tested,
    table_of,
    with_precision,
)

from timediary.model.comparison import Comparisons
from timediary.render.painters.latex import inert

if TYPE_CHECKING:
    from pathlib import Path

LATEX = FORMATS["latex"]
# What commands our own text may hold after escaping.
KNOWN = re.compile(
    r"\\(text(backslash|asciitilde|asciicircum|less|greater|bar|quotedbl|asciigrave|dagger)\{\}"
    r"|[{}$&#_%]|ldots\{\}|pounds\{\}|ensuremath\{\\(infty|neq|times)\}|beyondlatin\{)"
)


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_no_text_acts(text: str) -> None:
    escaped = inert(text)
    rest = KNOWN.sub("", escaped)
    assert "\\" not in rest
    assert not set("$&#%^_") & set(rest)
    assert "--" not in rest.replace("---", "").replace("--", "", text.count("\u2013"))


def test_what_acts_in_a_text_is_printed() -> None:
    assert inert(r"\input{/etc/passwd}") == r"\textbackslash{}input\{/etc/passwd\}"
    assert inert("50% of A&B_c #1 $x^2$ ~") == r"50\% of A\&B\_c \#1 \$x\textasciicircum{}2\$ \textasciitilde{}"
    assert inert("児童 and é") == r"\beyondlatin{児童} and é"
    assert inert("[u] *") == "{[}u{]} {*}"
    assert inert("a-b -- ,, ''") == "a-b -{}- ,{}, '{}'"


def test_a_tame_table() -> None:
    text = LATEX.render(table_of(estimate=[[0.125, 0.2, 0.3]] * 4, base=[5, 95, 100])).decode()
    assert r"\documentclass" not in text
    assert r"\caption{Share of recorded time by setting. 300 diaries, 12,000 hours.}\\" in text
    assert r"\raggedright Direct contact & 13\% {[}u{]} & 20\% & 30\% \\" in text
    assert r"\textbf{Client-related work} & \textbf{13\% {[}u{]}}" in text
    assert "{[}u{]} low reliability: fewer than 30 respondents." in text


def test_a_wide_table_comes_in_parts_with_its_notes_once() -> None:
    text = LATEX.render(table_of(columns_of(*(f"Level {i}" for i in range(20))))).decode()
    assert text.count(r"\begin{longtable}") == 3
    assert "(part 3 of 3)" in text
    assert text.count("Each figure is all the time in the row.") == 1
    for i in range(20):
        assert text.count(f"Level {i}\\strut") == 1


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs pdfLaTeX")
def test_all_of_it_compiles(tmp_path: Path) -> None:
    files = {f"odd{i}": LATEX.render(results) for i, results in enumerate(odd_results().values())}
    files |= {
        f"pair{i}": LATEX.render(Comparisons((one,), ("a.xlsx",))) for i, one in enumerate(odd_comparisons().values())
    }
    files |= {
        "hostile": LATEX.render(hostile_results()),
        "hostile_pair": LATEX.render(Comparisons((hostile_comparison(),), (HOSTILE[0],))),
        "shown": LATEX.render(results_of(with_precision(table_of()), setting_tested()), "interval"),
    }
    (tmp_path / "piece.tex").write_bytes(LATEX.render(hostile_results().tables[0]))
    files["whole"] = (
        b"\\documentclass{article}\\usepackage{booktabs}\\usepackage{longtable}\n"
        b"\\begin{document}\\input{piece}\\end{document}\n"
    )
    for name, content in files.items():
        (tmp_path / f"{name}.tex").write_bytes(content)
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", f"{name}.tex"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=300)
        assert done.returncode == 0, (name, done.stdout[-2000:])
        assert (tmp_path / f"{name}.pdf").stat().st_size > 1000
