from timediary.render.grids import grid_of as grid_of
from timediary.render.painters import format_names as format_names, format_of as format_of
from timediary.render.painters.text import in_encoding as in_encoding, text_of as text_of
from timediary.render.writing import (
    html_of_result as html_of_result,
    print_result as print_result,
    text_of_result as text_of_result,
    write_file as write_file,
    write_into as write_into,
    write_result as write_result,
)
