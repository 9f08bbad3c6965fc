"""Results as documents, and documents as files, on a terminal and as text.

Importing this package imports nothing; its names stand in the stub beside it, and each is loaded when it is first used,
so that a command pays for the formats that it uses and no others.
"""

from timediary.lazy import attach

__getattr__, __dir__ = attach(__name__, __file__)
