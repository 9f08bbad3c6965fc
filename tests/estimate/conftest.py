"""The made-up survey of 240 respondents, read once."""

from __future__ import annotations

import pytest
from tests.estimate.complex_survey import ComplexSurvey, complex_survey


@pytest.fixture(scope="session")
def survey() -> ComplexSurvey:
    return complex_survey()
