from __future__ import annotations

from typing import Any

import msgspec
import pytest

from nnviz.training.edits import Seek
from nnviz.training.evaluate import right
from nnviz.training.experiment import Experiment
from nnviz.training.halts import Halts
from nnviz.training.pausing import CONDITIONS, PauseWhen, Sample, Watch
from nnviz.training.run import TrainingRun
from nnviz.training.status import State

MOST = 4_000


def paused(run: TrainingRun, when: PauseWhen, sample: Sample | None = None) -> str:
    """Train until the run pauses; return the sentence."""
    halts = Halts(stops=False)
    halts.keep_watch(Watch(when, sample), run)
    halts.begin(run)
    for _ in range(MOST):
        run.step()
        if halt := halts.look(run):
            assert halt[0] is State.PAUSED
            return halt[1]
    return ""


def train(run: TrainingRun, steps: int) -> None:
    for _ in range(steps):
        run.step()


def losses(run: TrainingRun, split: str) -> list[float]:
    return list(map(float, run.moment().history.measured(split)[1]))


@pytest.fixture
def run(small: Experiment) -> TrainingRun:
    return TrainingRun(small.with_changes({"data.spread": 1.5}))


def test_every_condition_has_a_field() -> None:
    assert tuple(CONDITIONS) == PauseWhen.__struct_fields__
    assert not Watch(PauseWhen())


def test_it_pauses_at_the_first_measured_loss_under_the_limit(run: TrainingRun) -> None:
    sentence = paused(run, PauseWhen(loss=0.5))
    *before, last = losses(run, "train")
    assert last < 0.5 <= min(before)
    assert sentence == f"paused at step {run.steps:,}: the training loss is {last:.4g}, under 0.5"


def test_it_pauses_at_the_first_accuracy_over_the_limit(run: TrainingRun) -> None:
    sentence = paused(run, PauseWhen(accuracy=70.0))
    *before, last = run.moment().history.measured("validation")[2].tolist()
    assert last > 0.7 >= max(before)
    assert f"the validation accuracy is {100 * last:.1f} %, over 70 %" in sentence


def test_it_pauses_when_an_epoch_is_over_and_goes_on_from_there(run: TrainingRun) -> None:
    assert "3 epochs are over" in paused(run, PauseWhen(epoch=3))
    assert run.epochs == 3.0
    assert paused(run, PauseWhen(epoch=3)) == ""
    assert run.steps == 15 + MOST


def test_it_pauses_at_a_long_gradient(run: TrainingRun) -> None:
    first = paused(run, PauseWhen(gradient=1e-9))
    assert first.startswith("paused at step 1: the gradient's norm is ")
    assert float((run.network.gradient**2).sum()) > 0


def test_it_pauses_when_validation_stalls(small: Experiment) -> None:
    run = TrainingRun(
        small.with_changes({"data.spread": 2.5, "model.hidden.0.units": 40, "learning.learning_rate": 1.0})
    )
    assert "has been no better for 4 measurements" in paused(run, PauseWhen(stalled=4))
    *rest, best = losses(run, "validation")[:-4]
    assert best <= min([*rest, *losses(run, "validation")[-4:]])


def test_it_pauses_whenever_the_sample_turns(run: TrainingRun) -> None:
    split = run.dataset.train

    def verdicts() -> list[bool]:
        return list(right(run.network.predict(split.model_inputs()), split, run.dataset))

    before = verdicts()
    train(run, 200)
    row = next(i for i, (old, new) in enumerate(zip(before, verdicts(), strict=True)) if old != new)
    run.apply(Seek(0))
    sentence = paused(run, PauseWhen(turned=True), ("train", row))
    assert verdicts()[row] != before[row]
    word = "right" if verdicts()[row] else "wrong"
    assert sentence.endswith(f"sample {row} of the train split has turned {word}")
    run.apply(Seek(run.steps - 1))
    assert verdicts()[row] == before[row]


def test_without_a_selected_sample_there_is_nothing_to_turn() -> None:
    assert not Watch(PauseWhen(turned=True))


@pytest.mark.parametrize(
    "wanted", [{"loss": 1.5}, {"accuracy": 1.0}, {"epoch": 1}, {"gradient": 1e-9}, {"stalled": 1}]
)
def test_what_holds_already_does_not_keep_a_run_from_going_on(
    run: TrainingRun, wanted: dict[str, Any]
) -> None:
    when = msgspec.convert(wanted, PauseWhen)
    watch = Watch(when)
    train(run, 50)
    watch.arm(run)
    held = list(watch._held)
    run.step()
    assert watch.look(run) == "" or held == [False]
