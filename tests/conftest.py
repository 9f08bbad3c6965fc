"""Settings that hold for all tests."""

from hypothesis import settings

# A shared machine may stall for longer than any deadline; speed is measured in benchmarks/.
settings.register_profile("timediary", deadline=None)
settings.load_profile("timediary")
