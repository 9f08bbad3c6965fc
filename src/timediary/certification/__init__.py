"""Published figures beside those that a survey gives, cell by cell."""

from timediary.certification.certificate import certify

__all__ = ["certify"]
