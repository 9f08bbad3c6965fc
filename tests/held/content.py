"""What a file says, as lines to read and compare: its values, texts and structure, not its bytes.

A release of a library may change how a workbook is packed, a picture drawn or a column compressed, and none of that is
held. Days, versions and folders are written as words, for they differ from run to run.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import struct
import zipfile
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import timediary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Parts = Iterator[tuple[str, list[str]]]

# What libraries put into documents by themselves.
_OF_LIBRARIES = re.compile(
    r"\[Content_Types\]|theme|docProps/(app|thumbnail)|customXml|sharedStrings|META-INF|settings|Settings|fontTable"
    r"|word/(styles|numbering)"
)
# What would break a line, or turn it round, when a list is read.
_UNSEEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_MADE_BY = re.compile(
    r"^(Software|Producer|Creator|CreationDate|ModDate|date|pandas|ARROW:schema)$|^/(Prod|Creat|ModD)"
)


def parts_of(path: Path) -> Parts:
    """The parts of a file, each with its name and lines."""
    yield from _READERS.get(path.suffix, _text_parts)(path)


def neutral(text: str, folder: Path) -> str:
    """The text without what differs from run to run."""
    today = datetime.datetime.now(tz=datetime.UTC).date()
    for found, word in ((str(folder.resolve()), "FOLDER"), (str(folder), "FOLDER")):
        text = text.replace(found, word)
    text = re.sub(rf"\b{today}(T[\d:.]+(Z|\+00:00)?)?", "TODAY", text)
    text = re.sub(r"\b[0-9a-f]{64}\b", "SHA256", text)
    text = re.sub(r"'sha256-[\w+/=]+'", "'sha256-HASH'", text)
    text = re.sub(rf"\btimediary/? ?{re.escape(timediary.__version__)}", "timediary VERSION", text)
    return _UNSEEN.sub(lambda match: ascii(match[0])[1:-1], text)


def _text_parts(path: Path) -> Parts:
    yield "", path.read_text(encoding="utf-8-sig").splitlines()


def _zip_parts(path: Path) -> Parts:
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        strings: list[str] = []
        if "xl/sharedStrings.xml" in names:
            root = _parsed(package.read("xl/sharedStrings.xml"))
            strings = ["".join(item.itertext()) for item in root]
        for name in sorted(
            names, key=lambda name: (len(name.split("/")), [_number(p) for p in re.split(r"(\d+)", name)])
        ):
            if _OF_LIBRARIES.search(name):
                continue
            if name.endswith(".rels"):
                if links := re.findall(r'Target="([^"]+)" TargetMode="External"', package.read(name).decode()):
                    yield name, links
            elif name.endswith(".xml"):
                yield name, list(_xml_lines(_parsed(package.read(name)), strings))
            elif name.endswith(".png"):
                yield name, _png_lines(package.read(name))
            else:
                yield (
                    name,
                    [f"{len(package.read(name)):,} bytes"] if name != "mimetype" else [package.read(name).decode()],
                )


def _parsed(content: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(content)  # noqa: S314 - we wrote it ourselves


def _number(part: str) -> tuple[int, str]:
    return (int(part), "") if part.isdigit() else (0, part)


def _xml_lines(element: ElementTree.Element, strings: list[str], depth: int = 0) -> Iterator[str]:
    """An element in one line where it is short or a row; else its children below it."""
    whole = _compact(element, strings)
    if len(whole) <= 160 or _name(element.tag) in ("row", "table-row", "tr", "p") or not len(element):
        yield "  " * depth + whole
        return
    yield "  " * depth + _opening(element)
    for child in element:
        yield from _xml_lines(child, strings, depth + 1)


def _compact(element: ElementTree.Element, strings: list[str]) -> str:
    if _name(element.tag) == "c" and element.get("t") == "s":
        return f"{element.get('r')} s={element.get('s')} '{strings[int(element.findtext('{*}v') or 0)]}'"
    if _name(element.tag) == "c":
        return f"{element.get('r')} s={element.get('s')} {' '.join(element.itertext())}".rstrip()
    inner = [
        _compact(child, strings) + (f" {child.tail.strip()}" if child.tail and child.tail.strip() else "")
        for child in element
    ]
    content = " | ".join(inner)
    return _opening(element) + (f" ({content})" if inner else "")


def _opening(element: ElementTree.Element) -> str:
    attributes = sorted((_name(name), value) for name, value in element.items() if _name(name) not in ("spans", "rsid"))
    text = f" '{element.text}'" if element.text and element.text.strip() else ""
    return " ".join([_name(element.tag), *(f"{name}={value}" for name, value in attributes)]) + text


def _name(tag: str) -> str:
    return tag.rpartition("}")[2]


class _Html(HTMLParser):
    """A line for each block or row, with the tags and texts in it; of a picture its texts alone."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[tuple[str, list[str]]] = [("head", [])]
        self.pictures = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag in _PARTS:
            self.parts.append((named.get("id") or tag, []))
        self.pictures += tag == "svg"
        if self.pictures and tag not in ("svg", "title", "desc", "text"):
            return
        named = {name: value for name, value in named.items() if not self.pictures or name in ("role", "id")}
        written = (name if value is None else f'{name}="{value}"' for name, value in named.items())
        self._add(f"<{' '.join([tag, *written])}>", on_a_new_line=tag not in _INLINE)

    def handle_endtag(self, tag: str) -> None:
        self.pictures -= tag == "svg"
        if tag in _PARTS:
            self.parts.append((f"behind {self.parts[-1][0]}", []))

    def handle_data(self, data: str) -> None:
        if self.parts[-1][0] in ("style", "script"):
            self.parts[-1][1].extend(filter(None, map(str.strip, data.splitlines())))
        elif text := " ".join(data.split()):
            self._add(text, on_a_new_line=False)

    def _add(self, text: str, *, on_a_new_line: bool) -> None:
        lines = self.parts[-1][1]
        if on_a_new_line or not lines:
            lines.append(text)
        else:
            lines[-1] += f" {text}"


_PARTS = {"section", "style", "script", "main", "nav"}
_INLINE = {
    *("a", "abbr", "b", "br", "button", "caption", "code", "col", "desc", "em", "i", "input", "kbd", "label", "legend")
} | {*("option", "small", "span", "strong", "sub", "summary", "sup", "td", "th", "time", "title")}


def _html_parts(path: Path) -> Parts:
    parser = _Html()
    parser.feed(path.read_text(encoding="utf-8"))
    yield from ((name, lines) for name, lines in parser.parts if lines)


def _parquet_parts(path: Path) -> Parts:
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(path)
    metadata = {k.decode(): v.decode() for k, v in (table.schema.metadata or {}).items()}
    yield (
        "schema",
        [
            *(f"{field.name}: {field.type}" for field in table.schema),
            *(f"{key} = {value}" for key, value in sorted(metadata.items()) if not _MADE_BY.search(key)),
        ],
    )
    yield "rows", _rows(list(zip(*(column.to_pylist() for column in table.columns), strict=True)))


def _statistical_parts(path: Path) -> Parts:
    import pyreadstat

    frame, about = (pyreadstat.read_sav if path.suffix == ".sav" else pyreadstat.read_dta)(path)
    kinds, values = about.readstat_variable_types, about.variable_value_labels
    yield (
        "variables",
        [
            f"{name}: {kinds[name]} '{label}' {values.get(name, '')}".rstrip()
            for name, label in about.column_names_to_labels.items()
        ],
    )
    yield "rows", _rows(frame.to_numpy().tolist())


def _rows(rows: list[Any]) -> list[str]:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().splitlines()


def _pdf_parts(path: Path) -> Parts:
    import pypdf

    reader = pypdf.PdfReader(path)
    yield (
        "about",
        [f"{key} {value}" for key, value in sorted((reader.metadata or {}).items()) if not _MADE_BY.search(key)],
    )
    for number, page in enumerate(reader.pages, 1):
        size = [f"{float(page.mediabox.width):.0f} x {float(page.mediabox.height):.0f} points"]
        yield f"page {number}", [*size, *page.extract_text().splitlines()]


def _png_parts(path: Path) -> Parts:
    yield "", _png_lines(path.read_bytes())


def _png_lines(content: bytes) -> list[str]:
    """Width, height and what the picture says of itself."""
    width, height = struct.unpack(">II", content[16:24])
    texts, at = [], 8
    while at < len(content):
        (length,), kind = struct.unpack(">I", content[at : at + 4]), content[at + 4 : at + 8]
        if kind in (b"tEXt", b"iTXt"):
            key, _, text = content[at + 8 : at + 8 + length].decode("utf-8").partition("\0")
            if not _MADE_BY.search(key):
                texts.append(f"{key}: {text.strip(chr(0))}")
        at += length + 12
    return [f"{width} x {height} pixels", *texts]


_READERS: dict[str, Callable[[Path], Parts]] = {
    **dict.fromkeys((".xlsx", ".ods", ".docx", ".zip"), _zip_parts),
    **dict.fromkeys((".html", ".svg"), _html_parts),
    **dict.fromkeys((".sav", ".dta"), _statistical_parts),
    ".parquet": _parquet_parts,
    ".pdf": _pdf_parts,
    ".png": _png_parts,
}
