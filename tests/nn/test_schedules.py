from __future__ import annotations

import pytest

from nnviz.nn.schedules import SCHEDULES, Cosine, Exponential, ReduceOnPlateau, Schedule, StepDecay, WarmUp


@pytest.mark.parametrize("kind", SCHEDULES.values(), ids=SCHEDULES)
def test_factors_stay_between_zero_and_one(kind: type[Schedule]) -> None:
    schedule = kind()
    assert all(0.0 <= schedule.factor(epoch / 4) <= 1.0 for epoch in range(400))


@pytest.mark.parametrize(
    ("schedule", "epoch", "factor"),
    [
        (StepDecay(10, 0.5), 9.9, 1.0),
        (StepDecay(10, 0.5), 20.0, 0.25),
        (Exponential(0.9), 2.0, 0.81),
        (Cosine(20), 0.0, 1.0),
        (Cosine(20), 10.0, 0.5),
        (Cosine(20, lowest=0.1), 50.0, 0.1),
        (WarmUp(4, start=0.0), 1.0, 0.25),
        (WarmUp(4, start=0.0), 9.0, 1.0),
    ],
)
def test_known_factors(schedule: Schedule, epoch: float, factor: float) -> None:
    assert schedule.factor(epoch) == pytest.approx(factor)


def test_a_plateau_lowers_the_rate_after_patience() -> None:
    schedule = ReduceOnPlateau(decay=0.5, patience=2)
    factors = []
    for loss in (1.0, 0.9, 0.9, 0.9, 0.9, 0.8, 0.8, 0.8, 0.8):
        schedule.observe(loss)
        factors.append(schedule.factor(0.0))
    assert factors == [1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.25]


def test_a_plateau_can_be_restored() -> None:
    first, second = ReduceOnPlateau(patience=1), ReduceOnPlateau(patience=1)
    for loss in (1.0, 1.0):
        first.observe(loss)
    second.restore(first.state())
    for schedule in (first, second):
        schedule.observe(1.0)
    assert first.factor(3.0) == second.factor(3.0) == pytest.approx(0.1)
