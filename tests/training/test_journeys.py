"""Going back and forth in a run: every number must come out the same, bit for bit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nnviz.training.edits import ChangeExperiment, Edit, RestoreBest, Seek
from nnviz.training.edits.layers import AddLayer, AddUnit
from nnviz.training.edits.units import MuteUnit, SetParameter
from nnviz.training.edits.walks import TakeSample
from nnviz.training.experiment import Experiment
from nnviz.training.presets import preset
from nnviz.training.run import DivergedError, TrainingRun

DROPOUT = {
    "data": {"name": "clouds", "points": 20, "spread": 2.0},
    "model": {
        "hidden": [
            {"kind": "dense", "units": 8, "activation": "tanh"},
            {"kind": "dropout", "rate": 0.3},
        ]
    },
    "learning": {"learning_rate": 0.02, "batch_size": 9, "l2": 1e-3, "clip_norm": 1.0},
}
AUGMENTED = {
    "data": {"name": "digits8x8"},
    "model": {
        "hidden": [
            {"kind": "dense", "units": 12, "activation": "relu"},
            {"kind": "dropout", "rate": 0.3},
        ]
    },
    "learning": {"learning_rate": 0.01, "batch_size": 6},
    "augmentation": {"shift": 1.0, "rotation": 10.0, "elastic": 0.5},
}


def set_to(experiment: Experiment, **changes: Any) -> Edit:
    paths = {path.replace("__", "."): value for path, value in changes.items()}
    return ChangeExperiment(experiment.with_changes(paths))


def edits_of(run: TrainingRun, step: int) -> list[Edit]:
    """Return what is done to every run of these tests at a step."""
    edits: dict[int, Callable[[], list[Edit]]] = {
        700: lambda: [set_to(run.experiment, learning__learning_rate=0.01)],
        1500: lambda: [SetParameter(3, 0.7), SetParameter(3, 0.8), MuteUnit(0, 1, True)],
        1900: lambda: [TakeSample("train", 5), TakeSample("train", 6)],
        2100: lambda: [set_to(run.experiment, learning__batch_size=16)],
        2600: lambda: [AddUnit(0), AddLayer(1, 4, "relu")],
        3300: lambda: [MuteUnit(0, 1, False), RestoreBest()],
        3700: lambda: [set_to(run.experiment, learning__shuffle=False, seeds__order=5)],
        4600: lambda: [
            set_to(run.experiment, learning__schedule="reduce_on_plateau", learning__schedule_patience=3)
        ],
    }
    return edits[step]() if step in edits else []


def driven(experiment: Experiment, steps: int, edited: bool = True) -> TrainingRun:
    run = TrainingRun(experiment)
    for step in range(steps):
        for edit in edits_of(run, step) if edited else ():
            run.apply(edit)
        run.step()
    return run


def everything(run: TrainingRun) -> dict[str, Any]:
    """All that is shown of a run and all that decides how it goes on."""
    moment, state = run.moment(), run.learner_state()
    return {
        "step": (moment.step, moment.epoch, run.passes, moment.experiment, moment.log, moment.muted),
        "parameters": moment.parameters.tobytes(),
        "gradient": moment.gradient.tobytes(),
        "batch": moment.batch.tolist(),
        "losses": moment.history.losses.tobytes(),
        "measurements": moment.history.measurements.tobytes(),
        "marks": (moment.history.marks, moment.history.paces),
        "layers": (moment.history.layers.steps.tobytes(), moment.history.layers.values.tobytes()),
        "optimizer": {key: np.asarray(value).tobytes() for key, value in state.updater["optimizer"].items()},
        "schedule": state.updater["schedule"],
        "generators": str(state.updater["generators"]),
        "batches": str(state.batches),
        "stopping": (state.stopping.best_loss, state.stopping.best_step, state.stopping.waited),
    }


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
@pytest.mark.parametrize("plain", [DROPOUT, AUGMENTED], ids=["points", "augmented images"])
def test_going_back_five_thousand_steps_and_forward_again_gives_the_same(
    plain: dict[str, Any], optimizer: str
) -> None:
    experiment = Experiment.from_plain(plain).with_changes(
        {"learning.optimizer": optimizer, "stop.patience": 100_000}
    )
    run, twin = driven(experiment, 5_300), driven(experiment, 1_234)
    end, early = everything(run), everything(twin)
    run.apply(Seek(300))
    run.apply(Seek(1_234))
    assert everything(run) == early
    run.apply(Seek(3_500))
    run.apply(Seek(300))
    while run.steps < 5_300:
        run.step()
    assert everything(run) == end
    run.apply(Seek(299))
    run.apply(Seek(5_300))
    assert everything(run) == end
    assert run.history.branches == ()


@pytest.mark.parametrize("step", [0, 1, 2, 699, 700, 701, 2600, 2601, 5000])
def test_every_step_is_what_it_was(step: int) -> None:
    experiment = Experiment.from_plain(DROPOUT)
    run, straight = driven(experiment, 5_000), TrainingRun(experiment)
    while straight.steps < step:
        for edit in edits_of(straight, straight.steps):
            straight.apply(edit)
        straight.step()
    for edit in edits_of(straight, step) if step < 5_000 else ():
        straight.apply(edit)
    run.apply(Seek(step))
    assert everything(run) == everything(straight)


def test_an_edit_in_the_past_makes_another_future_and_keeps_the_old_one() -> None:
    experiment = Experiment.from_plain(DROPOUT)
    run = driven(experiment, 900)
    losses = run.history.view().losses
    run.apply(Seek(400))
    run.apply(set_to(run.experiment, learning__learning_rate=0.5))
    while run.steps < 800:
        run.step()
    other = TrainingRun(experiment)
    while other.steps < 800:
        if other.steps == 400:
            other.apply(set_to(other.experiment, learning__learning_rate=0.5))
        other.step()
    (branch,) = run.history.branches
    assert branch.losses.tolist() == losses[400:].tolist()
    now, straight = everything(run), everything(other)
    assert now == straight
    run.apply(Seek(100))
    run.apply(Seek(800))
    assert everything(run) == straight


def test_a_refused_edit_in_the_past_leaves_the_future(small: Experiment) -> None:
    run = TrainingRun(small)
    for _ in range(50):
        run.step()
    run.apply(Seek(20))
    with pytest.raises(ValueError, match="batch_size"):
        run.apply(set_to(run.experiment, learning__batch_size=31))
    assert len(run.history.losses) == 50
    assert run.history.branches == ()


def test_the_same_values_again_make_no_other_future(small: Experiment) -> None:
    run = TrainingRun(small)
    for _ in range(50):
        run.step()
    run.apply(Seek(20))
    run.apply(ChangeExperiment(run.experiment))
    assert len(run.history.losses) == 50


@pytest.mark.parametrize(("wanted", "reached"), [(10**6, 50), (-5, 0)])
def test_one_can_go_no_farther_than_the_run_is_known(small: Experiment, wanted: int, reached: int) -> None:
    run = TrainingRun(small)
    for _ in range(50):
        run.step()
    run.apply(Seek(20))
    run.apply(Seek(wanted))
    assert (run.steps, len(run.history.losses)) == (reached, 50)


def diverge(run: TrainingRun) -> None:
    while True:
        run.step()


def test_a_diverged_run_can_be_gone_back_in_and_diverges_again(small: Experiment) -> None:
    wild = {"learning.loss": "mse", "model.output": "identity", "learning.learning_rate": 100.0}
    run = TrainingRun(small.with_changes(wild))
    steps = []
    with np.errstate(all="ignore"):
        for _ in range(2):
            with pytest.raises(DivergedError) as caught:
                diverge(run)
            steps.append(caught.value.step)
            run.apply(Seek(1))
            assert run.steps == 1
    assert steps[0] == steps[1] == run.history.diverged
    run.apply(set_to(run.experiment, learning__learning_rate=0.01))
    assert run.history.diverged is None


def test_the_step_that_diverged_leaves_nothing_behind(small: Experiment) -> None:
    wild = {"learning.loss": "mse", "model.output": "identity", "learning.learning_rate": 100.0}
    run, twin = (TrainingRun(small.with_changes(wild)) for _ in range(2))
    with np.errstate(all="ignore"):
        with pytest.raises(DivergedError) as caught:
            diverge(run)
        for _ in range(caught.value.step):
            twin.step()
        run.apply(Seek(run.steps))
    assert run.steps == twin.steps
    assert run.batches.state() == twin.batches.state()
    np.testing.assert_array_equal(run.network.parameters, twin.network.parameters)


@pytest.mark.parametrize("name", ["clouds", "playground-spiral"])
def test_memory_is_bounded_and_steps_in_between_are_close(name: str) -> None:
    run = driven(preset(name), 3_000, edited=False)
    assert run.timeline.nbytes < 2**20
    assert len(run.timeline) > 3


def test_a_journey_can_be_given_up_on_the_way(small: Experiment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnviz.training.run.LOOK_EVERY", 0.0)
    run = TrainingRun(small)
    for _ in range(2_000):
        run.step()
    end = everything(run)
    run.apply(Seek(0))
    shares = []
    for share in run.journey(Seek(2_000)):
        shares.append(share)
        if share > 0.4:
            break
    assert 0 < run.steps < 2_000
    assert shares == sorted(shares)
    run.apply(Seek(2_000))
    assert everything(run) == end
