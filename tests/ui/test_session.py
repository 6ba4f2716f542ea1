from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QApplication

from nnviz.training.presets import preset
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


def test_a_new_snapshot_is_told_before_the_signal(qapp: QApplication) -> None:
    session = Session(preset("clouds"))
    told: list[str] = []
    session.snapshot_ready.connect(lambda _snapshot: told.append("signal"))
    session.each_snapshot.append(lambda _snapshot: told.append("call"))
    session.show(session.status, None)
    moment = SimpleNamespace(dataset=None)
    session.show(session.status, cast(Any, SimpleNamespace(moment=moment)))
    assert told == ["call", "signal"]
