"""The one sentence on top: ingest, categorise, tabulate, show, write.

The only package that knows more than one of the verbs; the command line and a notebook call the same functions. Its
public names are those of `timediary`; nothing is imported here, so that a command loads only what it needs.
"""

from __future__ import annotations

import timediary.pipeline.display  # noqa: F401 - lets results show and write themselves
