"""One comparison by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from timediary.model.comparison import Comparisons
from timediary.render.views import comparisons

if TYPE_CHECKING:
    from timediary.model.comparison import Comparison
    from timediary.model.document import Document, Edition


def document(comparison: Comparison, edition: Edition) -> Document:
    """The same as of several."""
    return replace(comparisons.document(Comparisons((comparison,)), edition), title=comparison.title)
