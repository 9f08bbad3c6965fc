"""`python -m timediary`: the command line."""

from timediary.cli import main

main(prog_name="timediary")
