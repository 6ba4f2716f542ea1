from __future__ import annotations

from inspect import isabstract
from pathlib import Path
from typing import Any

import pytest

from nnviz.training.edits import (
    ChangeExperiment,
    ChangeFields,
    DataEdit,
    Intervention,
    Logged,
    Replay,
    RestoreBest,
)
from nnviz.training.edits.layers import AddLayer, AddUnit, RemoveLayer, RemoveUnit, SetActivation
from nnviz.training.edits.log import EDITS, log_from_plain, plain_log
from nnviz.training.edits.points import AddPoints, ErasePoints, MovePoint, RelabelPoints, UndoPoints
from nnviz.training.edits.units import MuteUnit, SetParameter
from nnviz.training.experiment import Experiment
from nnviz.training.presets import preset
from nnviz.training.reading import ExperimentError
from nnviz.training.run import TrainingRun
from nnviz.training.saved_run import SavedRun

EDITED = """
steps = 20
data = { name = "clouds", points = 10 }
learning = { batch_size = 7 }
"""


def changed_run(experiment: Experiment) -> TrainingRun:
    """Return a run in which the rate, the optimiser, the order and the weights were changed."""
    run = TrainingRun(experiment.with_changes({"stop.patience": 100}))
    changes: dict[int, dict[str, Any]] = {
        0: {"learning.learning_rate": 0.2},
        7: {"learning.optimizer": "adam", "learning.learning_rate": 0.05},
        13: {"learning.batch_size": 4, "seeds.order": 3},
    }
    for step, change in changes.items():
        while run.steps < step:
            run.step()
        run.apply(ChangeExperiment(run.experiment.with_changes(change)))
    run.apply(RestoreBest())
    while run.steps < 31:
        run.step()
    return run


def laboratory_run(experiment: Experiment) -> TrainingRun:
    """Return a run with painted points, a dragged weight, a muted unit and a changed layer."""
    run = TrainingRun(experiment)
    edits: dict[int, list[Intervention]] = {
        0: [AddPoints((0.1, 0.2), (1.0, 1.1), 1, stroke=1)],
        6: [SetParameter(2, 0.25, marked=False), SetParameter(2, 0.5)],
        11: [MuteUnit(0, 1, True), AddPoints((-2.0,), (0.3,), 2, stroke=2), UndoPoints()],
        17: [AddUnit(0), SetActivation(0, "relu"), ErasePoints(0.0, 0.0, 1.0, stroke=3)],
        23: [AddLayer(1, 3, "tanh"), RelabelPoints(-9.0, 0.0, -9.0, 0.0, 2, stroke=4)],
    }
    while run.steps < 40:
        for edit in edits.get(run.steps, []):
            run.apply(edit)
        run.step()
    return run


def replayed(saved: SavedRun, anywhere: Experiment) -> TrainingRun:
    run = TrainingRun(anywhere)
    run.apply(Replay(saved.experiment, saved.log, saved.steps))
    return run


def test_a_saved_run_is_made_again_bit_for_bit(small: Experiment) -> None:
    run = changed_run(small)
    saved = SavedRun.from_toml(SavedRun.of(run.moment()).to_toml())
    again = replayed(saved, preset("clouds"))
    assert again.steps == 31
    assert again.network.parameters.tolist() == run.network.parameters.tolist()
    assert again.history.losses.view().tolist() == run.history.losses.view().tolist()
    assert again.history.marks == run.history.marks
    assert again.experiment == run.experiment
    assert again.log.edits == run.log.edits
    for _ in range(10):
        assert again.step() == run.step()


def test_painted_points_a_dragged_weight_a_muted_unit_and_a_changed_layer_come_back(
    small: Experiment,
) -> None:
    run = laboratory_run(small)
    again = replayed(SavedRun.from_toml(SavedRun.of(run.moment()).to_toml()), preset("clouds"))
    assert again.network.parameters.tolist() == run.network.parameters.tolist()
    assert again.network.muted == run.network.muted == ((1,), (), ())
    assert again.dataset.train.inputs.tolist() == run.dataset.train.inputs.tolist()
    assert again.dataset.train.labels.tolist() == run.dataset.train.labels.tolist()
    assert again.experiment == run.experiment
    assert again.history.marks == run.history.marks
    for each in (run, again):
        each.seek(12)
        each.seek(40)
    assert again.network.parameters.tolist() == run.network.parameters.tolist()


def test_every_kind_of_edit_can_be_saved() -> None:
    kinds: list[Any] = [Intervention]
    for kind in kinds:  # grows on the way
        kinds += kind.__subclasses__()
    ours = {kind for kind in kinds if kind.__module__.startswith("nnviz")}
    assert {kind for kind in ours if not isabstract(kind) and kind is not DataEdit} == set(EDITS.values())


def test_a_run_that_went_back_is_saved_up_to_where_it_stands(small: Experiment) -> None:
    run = changed_run(small)
    run.seek(9)
    saved = SavedRun.of(run.moment())
    assert [step for step, _ in saved.log] == [0, 7]
    assert replayed(saved, small).network.parameters.tolist() == run.network.parameters.tolist()


def test_a_run_that_has_not_begun_is_saved_as_its_experiment(small: Experiment) -> None:
    run = TrainingRun(small)
    text = SavedRun.of(run.moment()).to_toml()
    assert text == small.to_toml()
    assert SavedRun.from_toml(text) == SavedRun(small)
    assert not SavedRun(small).is_under_way


def test_a_run_without_edits_is_opened_where_it_was_saved(small: Experiment) -> None:
    run = TrainingRun(small)
    for _ in range(3):
        run.step()
    text = SavedRun.of(run.moment()).to_toml()
    assert text.startswith("steps = 3\n")
    assert "edits" not in text
    saved = SavedRun.from_toml(text)
    assert saved.is_under_way
    again = replayed(saved, small)
    assert again.steps == 3
    assert again.network.parameters.tolist() == run.network.parameters.tolist()


@pytest.mark.parametrize("name", EDITS)
def test_every_kind_of_edit_has_a_name_and_knows_its_fields(name: str) -> None:
    kind = EDITS[name]
    assert issubclass(kind, Intervention)
    with pytest.raises(ExperimentError, match=r"edit 1: \w"):
        log_from_plain([{"step": 0, "edit": name, "nonsense": 1}], 5)


def test_edits_of_the_same_step_keep_their_order(small: Experiment) -> None:
    log = tuple(
        Logged(3, ChangeFields.between(small, small.with_changes({"learning.learning_rate": rate})))
        for rate in (0.2, 0.3)
    )
    assert log_from_plain(plain_log(log), 3) == log


@pytest.mark.parametrize(
    ("tables", "sentence"),
    [
        ("edits = 3", "edits must be a list of tables, each headed by [[edits]]"),
        ("edits = [3]", "edit 1: this is 3; it must be a table with step and edit"),
        ('edits = [{ edit = "restore_best" }]', "edit 1: step is None; it must be a whole number from 0"),
        ('edits = [{ step = 21, edit = "restore_best" }]', "edit 1: step is 21; "),
        ('edits = [{ step = true, edit = "restore_best" }]', "edit 1: step is True; "),
        (
            'edits = [{ step = 9, edit = "restore_best" }, { step = 8, edit = "restore_best" }]',
            "edit 2: step is 8; it must be a whole number from 9, the step of the edit before it, to 20",
        ),
        ('edits = [{ step = 1, edit = "boil" }]', "edit 1: edit is 'boil'; it must be one of change, "),
        ("edits = [{ step = 1, edit = [1] }]", "edit 1: edit is [1]; it must be one of change, "),
        ('edits = [{ step = 1, edit = "restore_best", at = 2 }]', "edit 1: at is not a field; there is none"),
        ('edits = [{ step = 1, edit = "change" }]', "edit 1: a change is written as fields = { "),
    ],
)
def test_a_malformed_edit_gets_one_sentence(tables: str, sentence: str) -> None:
    head, data = EDITED.split("\n", 2)[1:]
    with pytest.raises(ExperimentError) as caught:
        SavedRun.from_toml(f"{head}\n{tables}\n{data}")
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_edits_need_the_number_of_steps(tmp_path: Path) -> None:
    path = tmp_path / "run.toml"
    path.write_text('edits = []\ndata = { name = "clouds" }\n', encoding="utf-8")
    with pytest.raises(ExperimentError, match=r"run\.toml: steps is None; it must be the whole number of"):
        SavedRun.read(path)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"learning.learning_rate": -1.0},
            "learning.learning_rate is -1.0; it must be a number from 1e-06 to 100",
        ),
        ({"learning.speed": 1.0}, "learning.speed is not a field"),
        ({"model.hidden": []}, "model.hidden cannot be changed within a run"),
        ({"learning.batch_size": 31}, "learning.batch_size is 31"),
    ],
)
def test_an_edit_that_cannot_be_replayed_stops_there(
    small: Experiment, fields: dict[str, Any], sentence: str
) -> None:
    log = log_from_plain([{"step": 4, "edit": "change", "fields": fields}], 9)
    run = TrainingRun(preset("clouds"))
    with pytest.raises(ExperimentError) as caught:
        run.apply(Replay(small, log, 9))
    assert str(caught.value).startswith(f"edit 1, at step 4, is not possible: {sentence}")
    assert (run.steps, run.experiment, run.log.edits) == (4, small, ())
    run.step()


def test_painted_points_a_dragged_weight_a_muted_unit_and_a_changed_layer_replay_bit_for_bit(
    small: Experiment,
) -> None:
    run = TrainingRun(small.with_changes({"learning.optimizer": "adam"}))
    edits: dict[int, tuple[Intervention, ...]] = {
        3: (AddPoints((0.5, 0.75), (-1.0, 0.3), 2, 1), AddPoints((0.9,), (0.3,), 2, 1)),
        6: (SetParameter(4, 0.5, False), SetParameter(4, 0.75, False)),
        7: (SetParameter(4, 1.25),),
        9: (MuteUnit(0, 1, True),),
        12: (AddUnit(0), RemoveUnit(0, 0)),
        15: (AddLayer(1, 3, "relu"), SetActivation(0, "sigmoid")),
        19: (MuteUnit(0, 0, False), RemoveLayer(1), MovePoint(2, 0.1, 0.2, 2)),
    }
    while run.steps < 26:
        for edit in edits.get(run.steps, ()):
            run.apply(edit)
        run.step()
    saved = SavedRun.from_toml(SavedRun.of(run.moment()).to_toml())
    again = replayed(saved, preset("clouds"))
    assert again.log.edits == run.log.edits
    assert len(again.log.edits) == 13
    assert again.network.parameters.tolist() == run.network.parameters.tolist()
    assert again.network.muted == run.network.muted
    assert again.dataset.train.inputs.tolist() == run.dataset.train.inputs.tolist()
    assert again.step() == run.step()
