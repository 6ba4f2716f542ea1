from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.training.edits.surface import PlaceWeightPair
from nnviz.training.presets import preset
from nnviz.training.status import Status
from nnviz.ui.session import Session


@pytest.mark.parametrize(
    ("changes", "order"),
    [
        ({"learning.learning_rate": 0.01}, ["run", "controls"]),
        ({"data.name": "spiral"}, ["controls", "run"]),
    ],
)
def test_a_change_reaches_the_run_first_unless_it_would_hold_up_the_controls(
    changes: dict[str, object], order: list[str], qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session(preset("clouds"))
    reached: list[str] = []
    monkeypatch.setattr(session._trainer, "submit", lambda _edit: reached.append("run"))
    session.experiment_changed.connect(lambda _experiment: reached.append("controls"))
    session.change(changes)
    assert reached == order


def test_what_is_new_of_the_run_is_told_to_each_in_order(qapp: QApplication) -> None:
    session, told = Session(preset("clouds")), list[str]()
    session.each_snapshot += [lambda _snapshot: told.append("first"), lambda _snapshot: told.append("then")]

    def hear_once(status: Status) -> None:
        told.append(status.notice)
        session.each_status.remove(hear_once)

    session.each_status += [hear_once, lambda status: told.append(f"and {status.notice}")]
    session.show(session.status, None)
    assert not told
    snapshot = cast(Any, SimpleNamespace(moment=SimpleNamespace(dataset=None)))
    session.show(Status(notice="a word"), snapshot)
    assert told == ["a word", "and a word", "first", "then"]
    session.show(Status(notice="another"), None)
    assert told[4:] == ["and another"]


@pytest.mark.parametrize("comes", ["perceptron-football", "clouds"])
def test_what_was_meant_for_a_network_that_goes_is_not_done_to_the_next(qtbot: QtBot, comes: str) -> None:
    session = Session(preset("playground-xor"))
    session.start()
    qtbot.waitUntil(lambda: session.snapshot is not None, timeout=20_000)
    session.load(preset(comes))
    session.submit(PlaceWeightPair(5, 6, 123.0, 123.0))  # there, but others; or not there at all
    qtbot.waitUntil(
        lambda: session.is_settled and session.snapshot.moment.experiment.data == preset(comes).data,  # type: ignore[union-attr]
        timeout=20_000,
    )
    assert not session.status.notice
    assert session.snapshot is not None
    assert 123.0 not in session.snapshot.moment.parameters
    session.submit(PlaceWeightPair(0, 1, 123.0, 123.0))
    qtbot.waitUntil(lambda: 123.0 in session.snapshot.moment.parameters, timeout=20_000)  # type: ignore[union-attr]
    session.close()
