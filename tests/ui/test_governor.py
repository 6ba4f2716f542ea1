from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from nnviz.ui.governor import FACTORS, LEAST_SHARE, PATIENCE, SHARE, Governor


@dataclass
class FakePanel:
    """What a governor knows of a panel, and the work of its drawing and painting."""

    key: str
    rate: float
    may_wait: bool = True
    draws: float = 0.001
    paints: float = 0.0


def panel(key: str, rate: float, may_wait: bool = True, draws: float = 0.001, paints: float = 0.0) -> Any:
    return FakePanel(key, rate, may_wait, draws, paints)


class Window:
    """Panels that draw, each in a frame of its own, and the governor that looks on."""

    def __init__(self, *panels: Any) -> None:
        self.panels = panels
        self.governor = Governor()
        self.work = 0.0
        self.now = 0.0

    def draw(self, times: int = 10) -> None:
        for _ in range(times):
            for panel in self.panels:
                self.frame(panel)

    def frame(self, *panels: Any) -> None:
        for panel in panels:
            self.work += panel.draws
            self.governor.note(panel.key, panel.draws)
        self.work += sum(panel.paints for panel in panels)
        self.governor.end_frame(self.work)

    def decide(self, is_flat_out: bool = True) -> bool:
        self.now += 1.01 * PATIENCE
        return self.governor.decide(self.now, self.panels, is_flat_out)

    def taken(self, *, waiting: bool) -> float:
        """The share of the time that the panels take that may wait, or the others."""
        taken = 0.0
        for panel in self.panels:
            if panel.may_wait is waiting:
                taken += (panel.draws + panel.paints) * self.governor.rate(panel)
        return taken


def test_panels_that_take_little_are_left_alone() -> None:
    window = Window(panel("boundary", 23, False, 0.004), panel("network", 6, draws=0.004))
    window.draw()
    assert not window.decide()
    assert window.governor.rate(window.panels[1]) == 6


def test_costly_panels_are_slowed_by_one_factor_until_all_stay_within_the_share() -> None:
    window = Window(
        panel("boundary", 23, False, 0.002), panel("space", 30, draws=0.01), panel("neuron", 60, draws=0.002)
    )
    window.draw()
    assert window.decide()
    assert window.taken(waiting=True) + window.taken(waiting=False) <= SHARE
    factors = {window.governor.rate(panel) / panel.rate for panel in window.panels[1:]}
    assert factors == {window.governor.factor}
    assert window.governor.rate(window.panels[0]) == 23


def test_where_the_firm_ones_take_all_a_share_is_left_to_the_others() -> None:
    window = Window(panel("boundary", 20, False, 0.02), panel("space", 60, draws=0.001))
    window.draw()
    window.decide()
    assert LEAST_SHARE / 2 < window.taken(waiting=True) <= LEAST_SHARE


def test_painting_is_put_down_to_the_panels_drawn_before_it() -> None:
    window = Window(panel("space", 10, draws=0.001, paints=0.04))
    window.draw()
    window.decide()
    assert window.governor.factor < 0.5


@pytest.mark.parametrize(("rate", "least"), [(15, 2), (6, 1.5), (4, 1), (3, 1), (1, 1), (0.2, 0.2)])
def test_none_is_slowed_below_its_least_rate_nor_made_faster_than_it_wants(rate: float, least: float) -> None:
    window = Window(panel("space", rate, draws=1.0), panel("neuron", 60, draws=1.0))
    window.draw()
    window.decide()
    assert window.governor.factor == FACTORS[-1]
    assert window.governor.rate(window.panels[0]) == least


def test_one_stall_is_no_reason_to_slow_down() -> None:
    window = Window(panel("space", 10, draws=0.002))
    window.draw()
    window.frame(panel("space", 10, draws=0.002, paints=0.5))
    assert not window.decide()


def test_costs_that_swing_about_a_bound_do_not_make_the_rates_swing() -> None:
    space = panel("space", 16, draws=0.0105)
    window = Window(space)
    window.draw()
    assert window.decide()
    for turn in range(20):
        space.draws = 0.0095 if turn % 2 else 0.0105
        window.draw()
        assert not window.decide()


def test_rates_come_back_when_panels_cost_less_and_at_once_when_the_run_is_slow() -> None:
    space = panel("space", 16, draws=0.05)
    window = Window(space)
    window.draw()
    window.decide()
    slow = window.governor.factor
    space.draws = 0.005
    window.draw()
    assert window.decide()
    assert window.governor.factor == 1.0 > slow
    space.draws = 0.05
    window.draw()
    window.decide()
    assert window.decide(is_flat_out=False)
    assert window.governor.factor == 1.0


def test_decisions_come_once_a_second_at_most() -> None:
    window = Window(panel("space", 16, draws=0.05))
    window.draw()
    assert window.decide()
    window.panels[0].draws = 0.001
    window.draw()
    assert not window.governor.decide(window.now + PATIENCE / 2, window.panels, True)
    assert window.governor.decide(window.now + PATIENCE, window.panels, True)


def test_work_of_following_a_hand_is_not_put_down_to_the_panels() -> None:
    window = Window(panel("space", 10, draws=0.002))
    window.draw()
    for _ in range(10):
        window.governor.note("space", 0.002)
        window.work += 0.2
        window.governor.end_frame(window.work, is_usual=False)
    assert not window.decide()
