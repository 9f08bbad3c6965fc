"""Files of any layout -> Survey.

A file's kind is found by `source`, what each of its sheets is by `recogniser`; `long`, `wide` and
`respondents` read them, `spelling` and `answers` make out single cells, `assemble` joins it all.
"""

from timediary.ingest.reading import read

__all__ = ["read"]
