"""Values of sequence analysis by sequenzo 0.1.42, an implementation of TraMineR's indicators in Python.

    python -m venv sequenzo && sequenzo/bin/python -m pip install sequenzo==0.1.42
    sequenzo/bin/python tests/data/sequences/make_reference.py reference.json

It needs an environment of its own: sequenzo holds scipy back, brings some twenty packages, and asks the network for
newer versions of itself when it is imported.

`sequences.csv` holds a weight and the state in each of 96 slots, two days of half hours, of 24 respondents; it is
random but for its first lines, which are edges: one state throughout, a change in every slot, two states.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sequenzo import SequenceData
from sequenzo.sequence_characteristics_indicators.complexity_index import get_complexity_index
from sequenzo.sequence_characteristics_indicators.overall_cross_sectional_entropy import get_cross_sectional_entropy
from sequenzo.sequence_characteristics_indicators.state_frequencies_and_entropy_per_sequence import (
    get_state_freq_and_entropy_per_seq,
)
from sequenzo.sequence_characteristics_indicators.turbulence import get_turbulence
from sequenzo.sequence_characteristics_indicators.within_sequence_entropy import get_within_sequence_entropy
from sequenzo.statistics.sequence_statistics import get_distinct_state_sequences, get_state_spell_durations
from sequenzo.visualization.plot_transition_matrix import compute_transition_matrix

# Letters: a number that is a label and a code at once would be counted twice.
STATES = list("ABCDE")
SLOTS = 96
HERE = Path(__file__).parent


def _spells(sequences: SequenceData) -> tuple[np.ndarray, np.ndarray]:
    """State (from 1) and length of each spell, 0 and 0 where a respondent has no more; both of one shape."""
    states = get_distinct_state_sequences(sequences, fill_value=0).to_numpy()
    lengths = get_state_spell_durations(sequences, fill_value=0).to_numpy()
    wide = min(states.shape[1], lengths.shape[1])
    assert not (states[:, wide:] > 0).any()
    return np.where(lengths[:, :wide] > 0, states[:, :wide], 0), lengths[:, :wide]


def main(target: Path) -> None:
    data = pd.read_csv(HERE / "sequences.csv")
    slots = [f"s{slot}" for slot in range(SLOTS)]
    data[slots] = data[slots].map(lambda state: STATES[state])
    data["id"] = range(len(data))

    def of(columns: list[str], weights: np.ndarray | None = None) -> SequenceData:
        return SequenceData(data, time=columns, states=STATES, id_col="id", weights=weights)

    plain, weighted = of(slots), of(slots, data["weight"].to_numpy())
    states, lengths = _spells(plain)
    over_time = [
        get_cross_sectional_entropy(each, return_format="dict", round_decimals=14) for each in (plain, weighted)
    ]
    values = {
        "state_distribution": np.asarray(over_time[0]["Frequencies"]).T,
        "state_distribution_weighted": np.asarray(over_time[1]["Frequencies"]).T,
        "transversal_entropy": np.asarray(over_time[0]["per_time_entropy_norm"]),
        "slots_in_states": get_state_freq_and_entropy_per_seq(plain)[STATES].to_numpy(),
        "longitudinal_entropy": get_within_sequence_entropy(plain)["Entropy"].to_numpy(),
        "complexity_index": get_complexity_index(plain)["Complexity Index"].to_numpy(),
        # On the first day alone: it counts subsequences in 64 bits.
        "turbulence_of_a_day": get_turbulence(of(slots[:48]))["Turbulence"].to_numpy(),
        "transition_rates": compute_transition_matrix(plain),
        "transition_rates_weighted": compute_transition_matrix(weighted),
        "transition_rates_at_noon": compute_transition_matrix(of(["s23", "s24"])),
        "episodes": (lengths > 0).sum(axis=1),
        "mean_length": lengths.sum(axis=1) / (lengths > 0).sum(axis=1),
        "mean_length_by_state": np.array([lengths[states == state].mean() for state in range(1, len(STATES) + 1)]),
        "longest_by_state": np.array([np.where(states == k, lengths, 0).max(axis=1) for k in range(1, 6)]).T,
    }
    lines = [f"{json.dumps(name)}: {json.dumps(np.asarray(value, float).tolist())}" for name, value in values.items()]
    target.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
