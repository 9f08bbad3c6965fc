"""What paints tables and what a person may use beside it, each once, with its module; read at run time too."""

from timediary.plot.bands import hours as hours
from timediary.plot.bars import composition as composition
from timediary.plot.colours import PALETTE as PALETTE, PALETTES as PALETTES, PaletteWarning as PaletteWarning
from timediary.plot.day_bounds import working_day as working_day
from timediary.plot.dot_plot import dots as dots
from timediary.plot.over_the_waves import trend as trend
from timediary.plot.picture import FORMATS as FORMATS, Plot as Plot
from timediary.plot.spells import episodes as episodes
from timediary.plot.spread_plot import spread as spread
from timediary.plot.style import COLUMN_WIDTH as COLUMN_WIDTH, PAGE_WIDTH as PAGE_WIDTH
from timediary.plot.through_the_day import tempogram as tempogram
from timediary.plot.through_the_week import profile as profile, working_week as working_week
from timediary.plot.transition_matrix import transitions as transitions
from timediary.plot.weeks import week as week
