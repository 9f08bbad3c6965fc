"""The README's picture: shares of recorded time by setting, from the example survey.

python examples/make_picture.py
"""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import numpy as np

import timediary as td

HERE = Path(__file__).parent
# One hue for client-related work, from dark to light, and greys for the rest: the two hold apart in greyscale too.
COLOURS = ["#123c5e", "#2f6b99", "#6aa0c8", "#a9cbe3", "#8d8d8d", "#d0d0d0"]
WHITE_TEXT = 3


def main() -> None:
    mpl.use("Agg")
    import matplotlib.pyplot as plt

    plt.rcParams["font.family"] = "DejaVu Sans"
    survey = td.read(HERE / "diaries.xlsx")
    table = td.breakdown(survey, by="setting")
    groups = [i for i, row in enumerate(table.rows) if row.kind == "group"]
    columns = list(reversed(range(len(table.columns))))
    figure, axes = plt.subplots(figsize=(9, 4.2), layout="constrained")
    left = np.zeros(len(columns))
    for colour, i in zip(COLOURS, groups, strict=True):
        widths = 100 * table.estimate[i, columns]
        bars = axes.barh(range(len(columns)), widths, left=left, color=colour, label=table.rows[i].label, height=0.7)
        texts = [f"{width:.0f}%" if width >= 4 else "" for width in widths]
        dark = COLOURS.index(colour) < WHITE_TEXT
        axes.bar_label(bars, texts, label_type="center", fontsize=8, color="white" if dark else "black")
        left += widths
    labels = [f"{table.columns[j].label} ({table.base[0, j]:,})" for j in columns]
    axes.set_yticks(range(len(columns)), labels)
    axes.set_xlim(0, 100)
    axes.xaxis.set_visible(False)
    axes.spines[:].set_visible(False)
    axes.tick_params(left=False)
    axes.set_title("Share of recorded time by setting (respondents); synthetic example survey", loc="left", fontsize=10)
    figure.legend(loc="outside lower left", ncols=3, fontsize=8, frameon=False)
    figure.savefig(HERE / "shares_by_setting.png", dpi=150, metadata={"Software": None})


if __name__ == "__main__":
    main()
