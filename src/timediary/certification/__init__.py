"""Published figures beside those that a survey gives: cell by cell, and number by number in the text."""

from timediary.certification.agencies import certify_agencies
from timediary.certification.certificate import certify
from timediary.certification.printed import PrintedTables
from timediary.certification.statements import certify_statement

__all__ = ["PrintedTables", "certify", "certify_agencies", "certify_statement"]
