"""The looks of the report: one style sheet, light and dark, for screens wide and narrow and for paper."""

from __future__ import annotations

# Every pair of text and ground has a contrast of at least 4.5 to 1 in both palettes; a test holds them to it.
LIGHT = {
    "ground": "#fcfcfa",
    "panel": "#ffffff",
    "band": "#eef4f3",
    "ink": "#1b2326",
    "soft": "#55616a",
    "accent": "#0a5c66",
    "alert": "#8a4b00",
    "line": "#d5dbdd",
    "shade": "#dde3e5",
    "strong-line": "#1b2326",
}
DARK = {
    "ground": "#12171a",
    "panel": "#171d21",
    "band": "#1f2a2d",
    "ink": "#e7ebec",
    "soft": "#a4b0b6",
    "accent": "#74cbd4",
    "alert": "#f0b35a",
    "line": "#313b40",
    "shade": "#000000",
    "strong-line": "#b9c3c7",
}
TEXTS = ("ink", "soft", "accent", "alert")
GROUNDS = ("ground", "panel", "band")


def _palette(colours: dict[str, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in colours.items())


_PAGE = """
*{box-sizing:border-box}
html{font:100%/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
  background:var(--ground);color:var(--ink);-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:68rem;padding:2.5rem 1.5rem 4rem}
h1{font-size:clamp(1.5rem,1.1rem + 1.8vw,2.25rem);line-height:1.2;letter-spacing:-.015em;margin:.25rem 0 0;
  max-width:32em;text-wrap:balance}
.tail{display:block;font-size:.6em;font-weight:400;letter-spacing:0;color:var(--soft);margin-top:.35rem}
h2{font-size:1.25rem;line-height:1.3;margin:0 0 .75rem}
h3{font-size:1rem;margin:1.5rem 0 .25rem}
p,ul,dl{margin:.5rem 0;max-width:46rem}
a{color:var(--accent);text-underline-offset:.15em}
a:focus-visible,.scroll:focus-visible{outline:2px solid var(--accent);outline-offset:3px}
section{margin-top:3.5rem}
code,.hash{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.85em;overflow-wrap:anywhere}
.over{color:var(--accent);font-size:.9rem;font-weight:600;margin:0}
nav{margin-top:1.5rem;border-top:1px solid var(--line);padding-top:1rem}
nav ul{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;max-width:none}
nav a{display:inline-block;padding:.25rem 0}
.alert{color:var(--alert);font-weight:600}
.places{padding-left:1.1rem;margin:.25rem 0}
.places li{margin:.15rem 0;overflow-wrap:anywhere}
.soft{color:var(--soft)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1.5rem}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
@media (max-width:34rem){
  body{padding:1.5rem 1rem 3rem}
  section{margin-top:2.5rem}
  dl{grid-template-columns:1fr;gap:0}
  dd{margin-bottom:.6rem}
}
"""

_TABLE = """
.scroll{overflow-x:auto;position:relative;background:
  linear-gradient(to left,var(--ground) 40%,transparent) right/3rem 100% no-repeat local,
  linear-gradient(to left,var(--shade),transparent) right/.75rem 100% no-repeat scroll}
table{border-collapse:separate;border-spacing:0;font-variant-numeric:tabular-nums lining-nums;line-height:1.35}
caption{text-align:left;padding:0 0 .6rem}
th,td{padding:.4rem .8rem;text-align:right;vertical-align:bottom;border-bottom:1px solid var(--line)}
td{white-space:nowrap}
th{font-weight:400;overflow-wrap:break-word}
thead th{max-width:11rem;font-weight:600;font-size:.925em;width:5.5rem;border-bottom:1.5px solid var(--strong-line)}
thead th.outer{text-align:left;border-bottom:1px solid var(--line);padding-bottom:.2rem}
thead td{border-bottom:0}
thead th:first-child,tbody th,tfoot th{text-align:left;position:sticky;left:0;z-index:1;background:var(--ground);
  padding-left:.6rem;width:auto;min-width:15rem;max-width:24rem}
tbody tr:last-child>*{border-bottom:1.5px solid var(--strong-line)}
tr.subtotal>*,tr.subtotal th{font-weight:650;background:var(--band)}
tfoot>tr>*{color:var(--soft);border-bottom:0;padding-top:.3rem;padding-bottom:.3rem;font-size:.925em}
tbody th.indent{padding-left:1.85rem;color:var(--soft)}
.total{border-left:1px solid var(--line)}
.mark{position:absolute}
.sign{font-size:.65em;color:var(--accent);vertical-align:.15em;margin-left:.15em}
.signed td,.signed thead th{padding-right:1.35rem}
.ranged tbody>tr>*{vertical-align:baseline}
.aside{display:block;font-size:.8em;color:var(--soft);font-weight:400}
.comparison .scroll{margin-top:1.5rem}
.tests{font-size:.925em;margin-top:1rem}
.tests tbody>tr>*{vertical-align:baseline}
.tests th.method,.many .tests th.method{font-weight:600;max-width:none;border-right:0}
.whole{white-space:nowrap}
.notes{font-size:.875rem;color:var(--soft);margin:.75rem 0 0;padding:0 .6rem;list-style:none}
.notes li{margin:.15rem 0}
@media (max-width:34rem){
  .many table{font-size:.925rem}
  th,td{padding:.4rem .6rem}
  thead th{width:4.5rem}
  thead th:first-child,tbody th,tfoot th{min-width:8.5rem;max-width:44vw;padding-right:.5rem}
  .many thead th:first-child,.many tbody th,.many tfoot th{border-right:1px solid var(--line)}
}
"""

_PRINT = """
@page{size:A4;margin:16mm 14mm}
@page wide{size:A4 landscape}
@media print{
  :root{%s}
  html{font-size:80%%}
  body{max-width:none;padding:0}
  nav{display:none}
  section{margin-top:2rem}
  th,td{padding-top:.25rem;padding-bottom:.25rem}
  .wide{page:wide}
  .scroll{overflow:visible}
  thead{display:table-header-group}
  tr,.table,.tests{break-inside:avoid}
  .wide table{font-size:.8em}
  .widest table{font-size:.6em}
  .wide th,.wide td{padding:.3em .4em}
  .wide .tests{font-size:.925em}
  thead th:first-child,tbody th,tfoot th{position:static}
  thead th{min-width:0}
  h2,h3,caption{break-after:avoid}
}
"""


def style_sheet() -> str:
    """The style sheet of the report."""
    on_paper = {**LIGHT, "ground": "#ffffff"}
    return (
        f":root{{color-scheme:light dark;{_palette(LIGHT)}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{{_palette(DARK)}}}}}"
        f"{_PAGE}{_TABLE}{_PRINT % _palette(on_paper)}"
    )


# In somebody else's page (a notebook) a table takes the ink and the ground it finds, light or dark.
FRAGMENT = """
.timediary{margin:0 0 1.5em}
.timediary table{border-collapse:collapse;font-variant-numeric:tabular-nums;border:0;margin:0}
.timediary caption{text-align:left;color:inherit;padding:0 0 .5em;caption-side:top}
.timediary th,.timediary td{text-align:right;vertical-align:bottom;padding:.3em .8em;border:0;background:none;
  border-bottom:1px solid rgba(128,128,128,.3)}
.timediary td{white-space:nowrap}
.timediary th{font-weight:400}
.timediary thead th{font-weight:600;max-width:11em;white-space:normal}
.timediary tbody th,.timediary tfoot th,.timediary th:first-child{text-align:left;padding-left:0}
.timediary tr.subtotal>*{font-weight:650}
.timediary tbody th,.timediary tfoot th{min-width:13em;max-width:24em;overflow-wrap:break-word}
.timediary th.outer{text-align:left}
.timediary th.indent{padding-left:1.25em}
.timediary tbody tr:last-child>*,.timediary thead tr:last-child>*{border-bottom:1px solid currentColor}
.timediary tfoot>tr>*{border-bottom:0;opacity:.75}
.timediary .mark{position:absolute}
.timediary .sign{font-size:.75em;vertical-align:.15em;margin-left:.15em}
.timediary .signed td,.timediary .signed thead th{padding-right:1.35em}
.timediary .ranged tbody>tr>*{vertical-align:baseline}
.timediary .aside{display:block;font-size:.85em;opacity:.75;font-weight:400}
.timediary .places{margin:.25em 0;padding-left:1.25em}
.timediary th.method{font-weight:600}
.timediary .whole{white-space:nowrap}
.timediary .notes{font-size:.9em;opacity:.75;list-style:none;margin:.5em 0;padding:0}
.timediary .scroll{overflow-x:auto}
"""
