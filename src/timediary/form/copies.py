"""Forms of many respondents as workbooks: what is the same in all is made once, and each respondent's parts are put in.

Making a workbook of a form takes some 60 ms, nearly all for XML that says the same for everybody. So one is made with
marks where respondent and agency stand, and each form is that one with the marks replaced.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from timediary.form.workbook import workbook_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.form.content import Form

# Of the private use area, so that nobody's text has them.
_MARK = "\ue000".encode()
_RESPONDENT, _AGENCY = "\ue000respondent\ue000", "\ue000agency\ue000"
# What stands in XML, in footers and in cells alike as it is. Other texts are rare, and have a workbook made for them.
_PLAIN = re.compile(r"[\w.,()/+-]+( [\w.,()/+-]+)*")
_LONGEST = 60
# Of a member of the package, as XlsxWriter has them.
_ATTRIBUTES = 0o600 << 16


class _Part(NamedTuple):
    """One member of the package: its content, and whether a mark is in it."""

    name: str
    content: bytes
    has_marks: bool


class WorkbookCopies:
    """Writes forms of one study and questionnaire as workbooks: cell by cell what `workbook_bytes` makes of each."""

    def __init__(self) -> None:
        self._patterns: dict[tuple[object, ...], list[_Part]] = {}

    def __call__(self, form: Form, path: Path) -> Path:
        """Write a form as a workbook, in place of any file that is there.

        Raises:
            OSError: the file can't be written.
        """
        path.write_bytes(self.content_of(form))
        return path

    def content_of(self, form: Form) -> bytes:
        """A form as the content of an .xlsx file."""
        texts = [text for text in (form.respondent, form.agency) if text]
        if not texts or not all(len(text) <= _LONGEST and _PLAIN.fullmatch(text) for text in texts):
            return workbook_bytes(form)
        content = BytesIO()
        with zipfile.ZipFile(content, "w") as package:
            for name, part, has_marks in self._pattern_of(form):
                member = zipfile.ZipInfo(name)
                member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, _ATTRIBUTES
                package.writestr(member, _filled(part, form) if has_marks else part)
        return content.getvalue()

    def _pattern_of(self, form: Form) -> list[_Part]:
        """The parts of a workbook like the form's, with marks for respondent and agency where it has them."""
        alike = (form.week_beginning, form.titled, form.subtitle, form.days, bool(form.respondent), bool(form.agency))
        if alike not in self._patterns:
            marked = replace(form, respondent=form.respondent and _RESPONDENT, agency=form.agency and _AGENCY)
            with zipfile.ZipFile(BytesIO(workbook_bytes(marked))) as package:
                parts = [(name, package.read(name)) for name in package.namelist()]
            self._patterns[alike] = [_Part(name, part, _MARK in part) for name, part in parts]
        return self._patterns[alike]


def _filled(part: bytes, form: Form) -> bytes:
    return part.replace(_RESPONDENT.encode(), form.respondent.encode()).replace(_AGENCY.encode(), form.agency.encode())
