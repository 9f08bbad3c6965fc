"""Every value that sequenzo, an implementation of TraMineR's indicators, gives for the same sequences."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from timediary.estimate.complexity import complexity_index, turbulence
from timediary.estimate.episodes import episodes_of
from timediary.estimate.sequences import (
    entropy,
    longitudinal_entropy,
    slots_in_states,
    state_distribution,
    transition_counts,
    transition_rates,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

FOLDER = Path(__file__).parents[1] / "data" / "sequences"
STATES = 5


def _reference(path: Path) -> dict[str, NDArray[np.float64]]:
    values = json.loads(path.read_text(encoding="utf-8"))
    return {name: np.array(value, dtype=np.float64) for name, value in values.items()}


def _ours() -> dict[str, NDArray[np.float64]]:
    table = np.loadtxt(FOLDER / "sequences.csv", delimiter=",", skiprows=1)
    weights, states = table[:, 0], table[:, 1:].astype(np.uint8)
    distribution = state_distribution(states, STATES)
    counts = transition_counts(states, STATES)
    episodes = episodes_of(states, STATES)
    numbers = episodes.numbers().sum(axis=1)
    found = {
        "state_distribution": distribution,
        "state_distribution_weighted": state_distribution(states, STATES, weights),
        "transversal_entropy": entropy(distribution),
        "slots_in_states": slots_in_states(states, STATES),
        "longitudinal_entropy": longitudinal_entropy(states, STATES),
        "complexity_index": complexity_index(states, STATES),
        "turbulence_of_a_day": turbulence(states[:, :48], STATES),
        "transition_rates": transition_rates(counts.sum(axis=0)),
        "transition_rates_weighted": transition_rates(transition_counts(states, STATES, weights).sum(axis=0)),
        # Where nothing is in a state there are no rates; the other implementation says 0.
        "transition_rates_at_noon": np.nan_to_num(transition_rates(counts[23])),
        "episodes": numbers,
        "mean_length": episodes.slots().sum(axis=1) / numbers,
        "mean_length_by_state": episodes.mean_lengths(),
        "longest_by_state": episodes.longest(),
    }
    return {name: np.asarray(values, dtype=np.float64) for name, values in found.items()}


@pytest.mark.parametrize("name", sorted(_reference(FOLDER / "reference.json")))
def test_a_value_is_that_of_sequenzo(name: str) -> None:
    expected = _reference(FOLDER / "reference.json")[name]
    ours = _ours()[name]
    assert ours.shape == expected.shape
    np.testing.assert_allclose(ours, expected, rtol=1e-12, atol=1e-13)


def test_all_that_is_compared_is_in_the_reference() -> None:
    assert _ours().keys() == _reference(FOLDER / "reference.json").keys()


@pytest.mark.slow
@pytest.mark.skipif("SEQUENZO_PYTHON" not in os.environ, reason="names no Python that has sequenzo")
def test_the_reference_is_what_sequenzo_gives(tmp_path: Path) -> None:
    made = tmp_path / "reference.json"
    command = [os.environ["SEQUENZO_PYTHON"], str(FOLDER / "make_reference.py"), str(made)]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
    kept = _reference(FOLDER / "reference.json")
    assert made.is_file()
    for name, values in _reference(made).items():
        np.testing.assert_allclose(values, kept[name], rtol=1e-12, atol=1e-13)
