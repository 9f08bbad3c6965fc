"""How Sphinx builds the site of these pages: `python -m sphinx -M html docs docs/_build -W --keep-going`."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE / "_extensions"), str(HERE.parent / "src")]

from timediary import __version__

project = "timediary"
author = "The timediary authors"
copyright = "the timediary authors, MIT licence"  # noqa: A001 - Sphinx reads this name
version = release = __version__
language = "en"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "copied_pages",
    "command_reference",
    "page_links",
    "picture_descriptions",
    "python_reference",
]
templates_path = ["_templates"]
exclude_patterns = ["_build", "_templates", "_extensions"]
root_doc = "index"
nitpicky = False  # types of other packages have no page here, and no other host is asked for theirs
smartquotes = False  # who copies a command must get its own quotation marks
highlight_language = "default"

myst_heading_anchors = 4
# Notebooks are kept without outputs: what they show is made anew, once for each version of them.
nb_execution_mode = "cache"
nb_execution_cache_path = str(HERE / "_build" / "notebooks")
nb_execution_raise_on_error = True
nb_execution_timeout = 300
nb_merge_streams = True

autosummary_generate = True
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False

html_title = "timediary"
html_theme = "pydata_sphinx_theme"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = [("site.js", {"priority": 900})]
html_sidebars = {name: [] for name in ("index", "start", "questions", "gallery", "generated/*")}
html_context = {"default_mode": "auto"}
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "navbar_align": "left",
    "navbar_persistent": ["search-button"],
    "header_links_before_dropdown": 8,
    "show_toc_level": 2,
    "navigation_depth": 2,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "back_to_top_button": False,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
