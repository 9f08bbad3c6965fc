"""A certificate on a screen: totals, what differs, what is impossible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.certificate import Verdict
from timediary.render.certified import ORDER, brief_of, headline_of, sentence_of, tallies
from timediary.render.inert import visible
from timediary.render.measure import left, right, width_of
from timediary.render.screen import BLANK, Role, ScreenLine, paragraph
from timediary.render.text import FILE_WIDTH, text_of_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timediary.model.certificate import Certificate
    from timediary.render.certified import Tally

_MOST = 20
_HEADS = ("figures", "agree", "differ", "impossible", "not made")
_LEAST_LABEL = 24


def render(certificate: Certificate) -> bytes:
    """`certificate.txt`: the same with everything that differs."""
    return text_of_lines(certificate_lines(certificate, FILE_WIDTH, most=None)).encode("utf-8")


def certificate_lines(
    certificate: Certificate, width: int, most: int | None = _MOST, files: str = ""
) -> Iterator[ScreenLine]:
    """The certificate in brief; no line wider than the screen.

    Args:
        certificate: what to show.
        width: columns of the screen.
        most: how many of what differs, and of what is impossible, are listed; all where None.
        files: where all of it is, if anywhere.
    """
    yield from paragraph(headline_of(certificate), width, Role.HEADLINE)
    beside = f"{visible(certificate.survey)}, beside {visible(certificate.source)}"
    yield from paragraph(beside, width, Role.FAINT)
    yield BLANK
    yield from _totals(tallies(certificate), width)
    where = f", in {visible(files)}" if files else ""
    differing = [sentence_of(entry) for entry in certificate.differing()]
    yield from _list(
        "What differs, shares and percentages first, the most different first", differing, width, most, where
    )
    impossible = [brief_of(entry) for entry in certificate.of(Verdict.IMPOSSIBLE)]
    yield from _list("Printed otherwise than other published figures allow", impossible, width, most, where)
    missing = [f"Table {id_}: {why}" for id_, why in certificate.regenerated.missing.items()]
    yield from _list("Tables that are not made", missing, width, None, "")


def _totals(rows: Sequence[Tally], width: int) -> Iterator[ScreenLine]:
    figures = [(f"{row.total:,}", *(f"{row.counts[verdict]:,}" for verdict in ORDER)) for row in rows]
    room = [max(len(head), *(len(line[j]) for line in figures)) for j, head in enumerate(_HEADS)]
    labels = max(width_of(row.label) for row in rows)
    free = width - sum(room) - 2 * len(room)
    labels = max(min(labels, free), _LEAST_LABEL)
    yield ScreenLine(
        " " * labels + "".join(f"  {right(head, r)}" for head, r in zip(_HEADS, room, strict=True)), Role.HEAD
    )
    yield ScreenLine("-" * (labels + sum(room) + 2 * len(room)), Role.RULE)
    for row, line in zip(rows, figures, strict=True):
        role = Role.STRONG if row is rows[-1] else Role.BODY
        *above, last = [part.text for part in paragraph(row.label, labels, role, hanging=2)]
        yield from (ScreenLine(part, role) for part in above)
        yield ScreenLine(
            left(last, labels) + "".join(f"  {right(x, r)}" for x, r in zip(line, room, strict=True)), role
        )


def _list(title: str, sentences: Sequence[str], width: int, most: int | None, where: str) -> Iterator[ScreenLine]:
    if not sentences:
        return
    yield BLANK
    yield from paragraph(f"{title} ({len(sentences):,})", width, Role.TITLE)
    for sentence in sentences[:most]:
        yield from paragraph(visible(sentence), width, Role.BODY, indent=2)
    more = len(sentences) - most if most is not None else 0
    if more > 0:
        yield from paragraph(f"and {more:,} more{where}", width, Role.FAINT, indent=2)
