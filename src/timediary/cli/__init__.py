"""The command line: flags in, one pipeline call, exit code out.

Only click is imported at the start; each command imports what it needs when it runs, so that `--help` is instant.
"""

from timediary.cli.main import main

__all__ = ["main"]
