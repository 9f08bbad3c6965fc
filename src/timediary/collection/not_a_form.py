"""What people send back in place of a form: a PDF, a photo, a document, an archive; each answered in words."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from timediary.ingest.fault import unreadable
from timediary.model.problem import Problem, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.collection.page import Page

_ASK = "Ask for the .xlsx or .json form."
_SAVE_AGAIN = "Ask for it again, saved as an .xlsx workbook."


class NotAForm(NamedTuple):
    """What a file is instead of a form, and what to do about it."""

    message: str
    remedy: str


def _filled_in(what: str, remedy: str = _ASK) -> NotAForm:
    return NotAForm(f"This is {what}: what is filled in on it can't be read.", remedy)


_PDF, _PHOTO = _filled_in("a PDF"), _filled_in("a photo or a scan")
_DOCUMENT, _SLIDES = _filled_in("a text document, not a workbook"), _filled_in("a set of slides, not a workbook")
_APPLE = _filled_in("a document of an Apple program", _SAVE_AGAIN)
_VIDEO = NotAForm("This is a video.", _ASK)
_MAIL = NotAForm("This is an e-mail, and its attachments are not read.", "Save the attached form, and collect that.")
_LINK = NotAForm("This is a link to a file on the web, not the file.", "Download it as an .xlsx workbook.")
_ARCHIVE = NotAForm("This is an archive of other files, which are not read.", "Unpack it, and collect what is in it.")

_BEGINNINGS = (
    (b"%PDF", _PDF),
    (b"\xff\xd8\xff", _PHOTO),
    (b"\x89PNG", _PHOTO),
    (b"GIF8", _PHOTO),
    (b"II*\0", _PHOTO),
    (b"MM\0*", _PHOTO),
    (b"BM", _PHOTO),
    (b"{\\rtf", _DOCUMENT),
    (b"Rar!", _ARCHIVE),
    (b"7z\xbc\xaf", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
)
# What the beginning of a file leaves open, by the ending of its name.
_ENDINGS_OF_TEXT = {
    ".eml": _MAIL,
    **dict.fromkeys((".gsheet", ".gdoc", ".url", ".webloc"), _LINK),
}
_ENDINGS = {
    ".msg": _MAIL,
    **dict.fromkeys((".doc", ".dot", ".docx", ".odt"), _DOCUMENT),
    **dict.fromkeys((".ppt", ".pptx"), _SLIDES),
    **dict.fromkeys((".pages", ".numbers", ".key"), _APPLE),
}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_PHOTOS_IN_BOXES = (b"heic", b"heix", b"hevc", b"heif", b"mif1", b"msf1", b"avif")


def not_a_form(name: str, content: bytes) -> NotAForm | None:
    """What a file is that can be no form; None where it may be one.

    Its content tells, whatever its name ends in; where the content leaves it open, the ending of the name does.
    """
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning) and not (beginning == b"BM" and b"\0" not in content[:32]):
            return kind
    if content[4:8] == b"ftyp":
        return _PHOTO if content[8:12] in _PHOTOS_IN_BOXES else _VIDEO
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return _PHOTO
    if content.startswith(b"PK"):
        return _of_archive(name, content)
    if content.startswith(_OLD_OFFICE):
        return _of_old_office(name, content)
    return _ENDINGS_OF_TEXT.get(PurePath(name).suffix.lower())


def _of_archive(name: str, content: bytes) -> NotAForm | None:
    """What a zipped file is that is not a workbook."""
    names: list[str] = []
    mimetype = b""
    with suppress(Exception), zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        mimetype = archive.read("mimetype") if "mimetype" in names else b""
    if not names or any(part.startswith("xl/") for part in names) or b"spreadsheet" in mimetype:
        return None
    if any(part.startswith("word/") for part in names) or b"opendocument.text" in mimetype:
        return _DOCUMENT
    if any(part.startswith("ppt/") for part in names) or b"presentation" in mimetype:
        return _SLIDES
    if any(part.endswith(".iwa") for part in names):
        return _APPLE
    return None if "[Content_Types].xml" in names else _ENDINGS.get(PurePath(name).suffix.lower(), _ARCHIVE)


def _of_old_office(name: str, content: bytes) -> NotAForm | None:
    """What a file of the kind that Office had before 2007 is, by the names of the streams in it."""
    streams = (("Workbook", None), ("Book", None), ("WordDocument", _DOCUMENT), ("PowerPoint Document", _SLIDES))
    for stream, kind in (*streams, ("__properties_version", _MAIL)):
        if stream.encode("utf-16-le") in content:
            return kind
    return _ENDINGS.get(PurePath(name).suffix.lower())


def page_itself(file: str) -> Problem:
    """The problem of a web page, most likely a form sent back in place of what it saves."""
    remedy = (
        "Ask the respondent to open the form in the browser in which it was filled in, to press 'Save the file to send "
        "back', and to send that file."
    )
    return unreadable(file, "This is a web page; what is entered on the form's page is not in it.", remedy)


def no_form(file: str, pages: Sequence[Page]) -> Problem:
    """The problem of a workbook that is no form of a study without a diary."""
    message = f"No form of the study was found.{_sheets_there(pages)}"
    remedy = (
        "Only forms of 'timediary form' are gathered, whose rows say in a hidden column what they are. A table of "
        "answers needs no gathering: read it as it is."
    )
    return Problem(ProblemKind.MISSING_SHEET, message, remedy, file=file)


def _sheets_there(pages: Sequence[Page]) -> str:
    names = ", ".join(page.sheet.name for page in pages if page.sheet.name)
    return f" The sheets are: {names}." if names else ""


def no_grid(file: str, pages: Sequence[Page]) -> Problem:
    """The problem of a file without a diary."""
    remedy = (
        "A diary has the days in one row or column and the times in another. Move the file elsewhere if it is none."
    )
    return Problem(ProblemKind.MISSING_SHEET, f"No diary was found.{_sheets_there(pages)}", remedy, file=file)
