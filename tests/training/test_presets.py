"""Each preset is whole: it builds, trains, and says where it comes from. Their figures: tests/accuracy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnviz.app import main
from nnviz.resources_path import resources_dir
from nnviz.training.presets import FIRST, preset, preset_names
from nnviz.training.run import TrainingRun

#: Presets whose output is a step, which has no slope to learn by.
UNTEACHABLE = {"perceptron-football"}
#: What MNIST is cut down to for a few steps.
SMALL: dict[str, Any] = {"data.training": 1000, "data.validation": 100, "data.test": 100}
LONGEST_TITLE = 26

EVERY = pytest.mark.parametrize("name", preset_names())


@EVERY
def test_it_builds_and_trains(name: str) -> None:
    experiment = preset(name)
    run = TrainingRun(
        experiment.with_changes(SMALL) if experiment.value("data.name") == "mnist" else experiment
    )
    before = run.network.parameters.copy()
    losses = [run.step() for _ in range(20)]
    assert np.isfinite(losses).all()
    assert np.array_equal(run.network.parameters, before) == (name in UNTEACHABLE)


@EVERY
def test_it_says_what_it_reproduces_and_what_its_rate_is_of(name: str) -> None:
    about = preset(name).about
    assert 0 < len(about.title) <= LONGEST_TITLE
    assert about.figure
    if name != "mnist":  # the one recipe that is nobody's but ours
        assert "mean" in about.source


def test_every_file_is_offered_once_and_the_first_to_open_in_front() -> None:
    names = preset_names()
    assert sorted(names) == sorted(path.stem for path in (resources_dir() / "presets").glob("*.toml"))
    assert names[0] == FIRST


def test_titles_tell_presets_apart() -> None:
    titles = [preset(name).about.title for name in preset_names()]
    assert len(set(titles)) == len(titles)


def test_the_8x8_digits_end_in_a_report(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "digits8x8", "--epochs", "5", "--report"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert [row.split()[0] for row in rows[2:12]] == list("0123456789")
    assert sum(int(row.split()[-1]) for row in rows[2:12]) == round(0.25 * 1797)
