"""Workload time diaries: read them, roll their codes up, tabulate the shares of working time.

    >>> import timediary as td
    >>> survey = td.read("examples/diaries.xlsx")
    >>> table = survey.breakdown("setting")

What can be asked of a survey shows by completion on it: `survey.<Tab>`. Importing this package imports nothing else;
each name is loaded when it is first used. The names stand, once, in `__init__.pyi`.
"""

from timediary.lazy import attach

__version__ = "0.1.0"

__getattr__, __dir__ = attach(__name__, __file__, "__version__")
