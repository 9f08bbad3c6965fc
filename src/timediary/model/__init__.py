"""The nouns: plain values that every other package speaks of, and that know nothing of any of them.

What is found of a file and said to a person is a value here, so that verbs need not know one another:

- `study`: the definitions, as read from a folder: the diary's grid, activity codes, variables, groupings, defaults, and
  how respondents were sampled (`Sampling`); `definition`, `work_definition`, `fields` and others: the rest of it.
- `survey`: diaries as a matrix of codes, what is known of each, and where it all came from; `reading`: what was
  understood of the files; `problem`: what was wrong in them, cell by cell, and the ledger that accounts for every cell.
- `table`: estimates by row and column with bases, intervals and statuses, and the specification of one; `line`: a row
  or column; `differences`, `comparison`, `certificate`, `agreement`, `quality`, `plan`, `sequences`: other results.
- `results`, `picture`, `provenance`: what an analysis hands to writers.
- `spelling`, `rounding`: how texts are compared and figures are rounded, the same everywhere.

Arrays are numpy's, with shapes and units in the docstrings; nothing here opens a file, paints or estimates.
"""
