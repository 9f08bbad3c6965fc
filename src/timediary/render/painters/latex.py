"""`tables.tex`: tables in LaTeX, for pdfLaTeX, XeLaTeX and LuaLaTeX, with `booktabs` and `longtable`.

Results make a whole document; a table by itself is a piece to `\\input` into one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from timediary.model.document import Grid, Items, Medium, Notes, Pairs, Section, Text, Tone
from timediary.model.picture import Picture
from timediary.render.escaping import visible
from timediary.render.text_table import printed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from timediary.model.document import Block, Document
    from timediary.render.text_table import Printed, PrintedRow

SUFFIX = ".tex"
SUMMARY = "tables in LaTeX"
MEDIUM = Medium.PAPER

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
    "\u2260": r"\ensuremath{\neq}",
    "\u2715": r"\ensuremath{\times}",
    "\u00a0": "~",
    "\u00a3": r"\pounds{}",
}
_LETTERS = frozenset(chr(number) for number in range(0xC0, 0x100) if number not in (0xD0, 0xD7, 0xDE, 0xF0, 0xF7, 0xFE))
_DOUBLED = re.compile(r"([-,'])(?=\1)")
_TRANSLATION = str.maketrans(_ESCAPES)
_OTHER = re.compile(f"[^ -~{''.join(re.escape(mark) for mark in _ESCAPES if mark > '~')}{''.join(sorted(_LETTERS))}]+")


def paint(document: Document) -> bytes:
    """A whole document; of one table that alone, to be taken into a document."""
    if document.is_one_table:
        blocks = [_NEEDS, _BEYOND]
        blocks += [text for block in document.sections[0].blocks for text in _block(block)]
        return _joined(blocks)
    blocks = [_OPENING, _BEYOND, _heading("section", document.about or document.title)]
    blocks += [_paragraph(document.subtitle)] if document.subtitle else []
    blocks += [_paragraph(document.title, is_strong=True)] if document.about else []
    for part in (document.lead, document.sections, (Notes(document.notes),) if document.notes else ()):
        blocks += [text for block in part for text in _block(block)]
    if document.provenance:
        blocks += [_heading("subsection", "Where the figures come from"), _lines(document.provenance)]
    return _joined([*blocks, r"\end{document}"])


def _block(block: Block, kind: str = "subsection") -> Iterator[str]:
    """A block, headings of its parts of a kind."""
    match block:
        case Text(text, tone):
            yield _paragraph(text, is_strong=tone is Tone.STRONG)
        case Items():
            items = "\n".join(f"\\item {inert(text)}" for text in block.all_texts)
            yield f"\\begin{{itemize}}\n{items}\n\\end{{itemize}}"
        case Notes(texts):
            yield _small(texts)
        case Pairs():
            yield _lines(block.lines)
        case Grid():
            yield from _table_blocks(printed(block))
        case Section():
            yield from [] if block.is_said else [_heading(kind, block.title)]
            for part in block.blocks:
                yield from _block(part, "subsubsection")
        case Picture():
            yield _paragraph(block.description)


def inert(text: str) -> str:
    """Text that LaTeX prints as it is."""
    parts = []
    at = 0
    text = _DOUBLED.sub("\\1\ue000", visible(text))
    for other in _OTHER.finditer(text):
        parts += [text[at : other.start()].translate(_TRANSLATION), f"\\beyondlatin{{{other[0]}}}"]
        at = other.end()
    return "".join([*parts, text[at:].translate(_TRANSLATION)])


def _joined(blocks: Iterable[str]) -> bytes:
    return ("\n\n".join(blocks) + "\n").encode("utf-8")


def _heading(kind: str, text: str) -> str:
    return f"\\{kind}*{{{inert(text)}}}"


def _paragraph(text: str, *, is_strong: bool = False) -> str:
    shown = rf"\textbf{{{inert(text)}}}" if is_strong else inert(text)
    return f"\\noindent {shown}\\par"


def _small(texts: Iterable[str]) -> str:
    lines = "\n".join(map(_paragraph, texts))
    return f"{{\\footnotesize\n{lines}\n}}"


def _table_blocks(table: Printed) -> Iterator[str]:
    parts = table.panels(_MOST_COLUMNS_WITH_ASIDES if table.has_asides else _MOST_COLUMNS)
    for number, part in enumerate(parts):
        if number > 0:
            yield r"\addtocounter{table}{-1}% one table, one number"
        yield _longtable(part)
        if part.notes or part.findings:
            yield _small([*part.notes, *part.findings])


def _longtable(table: Printed) -> str:
    """The table; its heads come again on every page that it goes on to."""
    count = max(len(table.heads) - 1, 1)
    room = f"\\dimexpr{0.68 / count:.3f}\\linewidth-2\\tabcolsep\\relax"
    columns = "".join(f"p{{{room}}}" if is_text else "r" for is_text in table.is_text or (False,))
    heads = [f"\\parbox[b]{{{room}}}{{\\raggedleft\\strut {inert(head)}\\strut}}" for head in table.heads[1:]]
    head = " & ".join([inert(table.heads[0]), *heads])
    caption = inert(f"{table.title}. {table.scope.removesuffix('.')}." if table.scope else f"{table.title}.")
    first_base = next((row for row in table.rows if row.is_base), None)
    lines = []
    for row in table.rows:
        lines += [r"\midrule"] if row is first_base and row is not table.rows[0] else []
        lines.append(_row(row))
    return "\n".join(
        [
            r"{\small\LTcapwidth=\linewidth",
            f"\\begin{{longtable}}{{@{{}}p{{0.3\\linewidth}}{columns}@{{}}}}",
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


def _lines(pairs: Iterable[tuple[str, str]]) -> str:
    r"""Labelled texts below one another; a long word without spaces, such as a hash, may be broken."""
    lines = [f"\\noindent \\textbf{{{inert(label)}}}: {_breakable(text)}\\par" for label, text in pairs]
    return "\n".join(lines)


def _breakable(text: str) -> str:
    return " ".join(_in_pieces(word) if len(word) > _LONGEST_WORD else inert(word) for word in text.split(" "))


def _in_pieces(word: str) -> str:
    return r"\allowbreak ".join(inert(word[i : i + 16]) for i in range(0, len(word), 16))
