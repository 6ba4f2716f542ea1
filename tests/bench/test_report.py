from __future__ import annotations

import json

import pytest

from nnviz.bench import report as report_module
from nnviz.bench.effort import Effort
from nnviz.bench.figures import ROWS
from nnviz.bench.report import report
from nnviz.bench.scenario import ScenarioError

SHORT = Effort(pairs=1, controls=1, phase=0.3, warm_up=0.1, openings=1, tours=1, training=0.3, patience=0.05)


@pytest.mark.timeout(120)
def test_a_short_run_measures_everything(capfd: pytest.CaptureFixture[str]) -> None:
    assert report(as_json=True, effort=SHORT) == 0
    *lines, last = capfd.readouterr().out.splitlines()
    found = json.loads(last)
    assert list(found) == [*ROWS, "platform"]
    assert found.pop("platform") == "offscreen"
    assert all(value > 0 for value in found.values())
    assert found["first_paint_ms"] < found["all_panels_ms"]
    for row in ROWS.values():
        assert any(line.startswith(row.title) for line in lines)


def test_a_failed_scenario_is_said_on_standard_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ScenarioError("tour ended with exit code 1")

    monkeypatch.setattr(report_module, "measure_in_process", fail)
    assert report(as_json=True) == 1
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "nnviz bench: tour ended with exit code 1\n")
