"""Settings that hold for all tests."""

import os

from hypothesis import settings

# A shared machine may stall for longer than any deadline; speed is measured in benchmarks/. In CI the examples are the
# same in every run, so that it fails for what a change breaks; at a desk they differ, and find what nobody thought of.
settings.register_profile("timediary", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("timediary")
