"""Tables to pictures that hold in greyscale, for colour-blind readers, and on a page.

A picture is a value, a list of marks in millimetres (`marks`): `svg` writes them, and `drawing` hands them to
matplotlib for PNG, PDF and those who want a figure. Importing this package imports nothing; each name is loaded from
its module when it is first used. The functions named as the kinds of `timediary plot` paint tables;
`timediary.picture` makes the tables too.

For those who add a kind: a function that makes its tables in `timediary.tabulate`, one that paints them here on a
`sheet.Sheet`, and a line in `timediary.pipeline.chart_registry`. What is painted later lies over what was painted
before. `colours.fill_of` has the colour of a category, `words` measures and breaks text, `rows` lays out groups of
respondents, and `alt_text` words what is said of a picture. No module has the name of a public function, which it would
hide. A test draws every kind at the edges and looks for text over text.
"""

from timediary.lazy import attach

__getattr__, __dir__ = attach(__name__, __file__)
