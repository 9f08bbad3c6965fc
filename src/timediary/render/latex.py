"""`tables.tex`: tables in LaTeX, for pdfLaTeX, XeLaTeX and LuaLaTeX, with `booktabs` and `longtable`.

Results make a whole document; a table by itself is a piece to `\\input` into one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from timediary.render.compared import compared, headline_of
from timediary.render.inert import visible
from timediary.render.printed import printed, printed_comparison
from timediary.render.problems import ledger_lines, summary_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timediary.model.comparison import Comparison
    from timediary.model.results import Results
    from timediary.model.table import Table
    from timediary.render.intervals import Show
    from timediary.render.printed import Printed, PrintedRow

_MOST_COLUMNS = 7
_MOST_COLUMNS_WITH_ASIDES = 4
_LONGEST_WORD = 40
_OPENING = r"""\documentclass[a4paper,11pt]{article}
\usepackage[margin=2cm]{geometry}
\usepackage[T1]{fontenc}
\usepackage{booktabs}
\usepackage{longtable}
\begin{document}"""
_NEEDS = r"% \usepackage{booktabs} and \usepackage{longtable} belong into the document that this is \input into."
# pdfLaTeX has no letters beyond those of western Europe; the others take them from the font.
_BEYOND = r"\providecommand{\beyondlatin}[1]{\ifdefined\Umathcode#1\else[?]\fi}"

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "%": r"\%",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    # After the end of a row these would belong to it.
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
    # Stands between marks that would become another one together.
    "\ue000": "{}",
    "\u2013": "--",
    "\u2014": "---",
    "\u2018": "`",
    "\u2019": "'",
    "\u201c": "``",
    "\u201d": "''",
    "\u2026": r"\ldots{}",
    "\u2020": r"\textdagger{}",
    "\u221e": r"\ensuremath{\infty}",
    "\u00a0": "~",
    "\u00a3": r"\pounds{}",
}
_LETTERS = frozenset(chr(number) for number in range(0xC0, 0x100) if number not in (0xD0, 0xD7, 0xDE, 0xF0, 0xF7, 0xFE))
_DOUBLED = re.compile(r"([-,'])(?=\1)")
_TRANSLATION = str.maketrans(_ESCAPES)
_OTHER = re.compile(f"[^ -~{''.join(re.escape(mark) for mark in _ESCAPES if mark > '~')}{''.join(sorted(_LETTERS))}]+")


def render(results: Results, show: Show | None = None) -> bytes:
    """`tables.tex`, a whole document."""
    blocks = [_heading("section", results.headline or results.study.name)]
    for table in results.tables:
        blocks += _blocks(printed(table, show or "share"))
    if results.has_diaries:
        lines = [(label, f"{number:,}") for label, number in ledger_lines(results.ledger)]
        blocks += [_heading("subsection", "Diary cells"), _pairs(lines), _paragraph(summary_of(results.problems))]
    if results.provenance.lines:
        blocks += [_heading("subsection", "Where the figures come from"), _pairs(results.provenance.lines)]
    return _document(blocks)


def render_table(table: Table, show: Show | None = None) -> bytes:
    """One table, to be taken into a document."""
    return _joined([_NEEDS, _BEYOND, *_blocks(printed(table, show or "share"))])


def render_comparisons(comparisons: Sequence[Comparison], inputs: Sequence[str] = ()) -> bytes:
    """`comparison.tex`, a whole document."""
    blocks = [_heading("section", headline_of(comparisons))]
    for comparison in comparisons:
        for table in printed_comparison(compared(comparison)):
            blocks += _blocks(table)
    blocks += [_pairs([("Input", name) for name in inputs])] if inputs else []
    return _document(blocks)


def inert(text: str) -> str:
    """Text that LaTeX prints as it is."""
    parts = []
    at = 0
    text = _DOUBLED.sub("\\1\ue000", visible(text))
    for other in _OTHER.finditer(text):
        parts += [text[at : other.start()].translate(_TRANSLATION), f"\\beyondlatin{{{other[0]}}}"]
        at = other.end()
    return "".join([*parts, text[at:].translate(_TRANSLATION)])


def _document(blocks: Iterable[str]) -> bytes:
    return _joined([_OPENING, _BEYOND, *blocks, r"\end{document}"])


def _joined(blocks: Iterable[str]) -> bytes:
    return ("\n\n".join(blocks) + "\n").encode("utf-8")


def _heading(kind: str, text: str) -> str:
    return f"\\{kind}*{{{inert(text)}}}"


def _paragraph(text: str) -> str:
    return f"\\noindent {inert(text)}\\par"


def _blocks(table: Printed) -> list[str]:
    blocks = []
    for part in table.panels(_MOST_COLUMNS_WITH_ASIDES if table.has_asides else _MOST_COLUMNS):
        blocks.append(_longtable(part))
        below = [*part.notes, *part.findings]
        if below:
            lines = "\n".join(_paragraph(text) for text in below)
            blocks.append(f"{{\\footnotesize\n{lines}\n}}")
    return blocks


def _longtable(table: Printed) -> str:
    """The table; its heads come again on every page that it goes on to."""
    count = max(len(table.heads) - 1, 1)
    room = f"\\dimexpr{0.68 / count:.3f}\\linewidth-2\\tabcolsep\\relax"
    heads = [f"\\parbox[b]{{{room}}}{{\\raggedleft\\strut {inert(head)}\\strut}}" for head in table.heads[1:]]
    head = " & ".join([inert(table.heads[0]), *heads])
    caption = inert(f"{table.title}. {table.scope}." if table.scope else f"{table.title}.")
    first_base = next((row for row in table.rows if row.is_base), None)
    lines = []
    for row in table.rows:
        lines += [r"\midrule"] if row is first_base and row is not table.rows[0] else []
        lines.append(_row(row))
    return "\n".join(
        [
            r"{\small\LTcapwidth=\linewidth",
            f"\\begin{{longtable}}{{@{{}}p{{0.3\\linewidth}}*{{{count}}}{{r}}@{{}}}}",
            f"\\caption{{{caption}}}\\\\",
            rf"\toprule {head} \\ \midrule \endhead",
            *lines,
            r"\bottomrule",
            r"\end{longtable}}",
        ]
    )


def _row(row: PrintedRow) -> str:
    around = r"\textbf{%s}" if row.is_strong else "%s"
    label = "\\quad " * row.indent + around % inert(row.label)
    return " & ".join([rf"\raggedright {label}", *(around % inert(text) for text in row.texts)]) + r" \\"


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    r"""Labelled texts below one another; a long word without spaces, such as a hash, may be broken."""
    lines = [f"\\noindent \\textbf{{{inert(label)}}}: {_breakable(text)}\\par" for label, text in pairs]
    return "\n".join(lines)


def _breakable(text: str) -> str:
    return " ".join(_in_pieces(word) if len(word) > _LONGEST_WORD else inert(word) for word in text.split(" "))


def _in_pieces(word: str) -> str:
    return r"\allowbreak ".join(inert(word[i : i + 16]) for i in range(0, len(word), 16))
