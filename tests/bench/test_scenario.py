from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from nnviz.app import SET_TO_ONE
from nnviz.bench.effort import Effort
from nnviz.bench.memory import from_proc
from nnviz.bench.processes import HOME, MISLEADING, environment, measure_in_process
from nnviz.bench.scenario import ScenarioError

HERE = Path(__file__).parent.parent.parent


def test_effort_survives_the_way_to_another_process() -> None:
    effort = Effort(pairs=2, phase=0.25)
    assert Effort.from_json(effort.to_json()) == effort


def test_a_scenario_has_one_thread_no_misleading_kernel_and_a_home_of_its_own(tmp_path: Path) -> None:
    present = (
        dict.fromkeys(MISLEADING, "x") | dict.fromkeys(SET_TO_ONE, "8") | {"HOME": "/elsewhere", "A": "b"}
    )
    found = environment(present, tmp_path)
    assert not {*MISLEADING, "PYTHONDONTWRITEBYTECODE"} & set(found)
    assert [found[name] for name in SET_TO_ONE] == ["1"] * len(SET_TO_ONE)
    assert {found[name] for name in HOME} == {str(tmp_path)}
    assert found["A"] == "b"
    assert found["PYTHONPYCACHEPREFIX"].startswith(str(tmp_path))


def test_a_scenario_imports_this_very_nnviz_before_any_other(tmp_path: Path) -> None:
    assert environment({"PYTHONPATH": "/other"}, tmp_path)["PYTHONPATH"].split(":") == [str(HERE), "/other"]


@pytest.mark.parametrize(
    ("present", "platform"),
    [
        ({}, "offscreen"),
        ({"DISPLAY": ":0"}, None),
        ({"WAYLAND_DISPLAY": "wayland-0"}, None),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, "offscreen"),
        ({"QT_QPA_PLATFORM": "minimal"}, "minimal"),
    ],
)
def test_without_a_display_the_platform_is_offscreen(
    present: dict[str, str], platform: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert environment(present, tmp_path).get("QT_QPA_PLATFORM") == platform


def test_a_scenario_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"nowhere ended with exit code 1(.|\n)*No module named"):
        measure_in_process("nowhere", Effort(), tmp_path)


def test_memory_is_read_in_megabytes() -> None:
    assert from_proc("Name:\tpython\nVmHWM:\t  307200 kB\nVmRSS:\t  204800 kB\nThreads:\t3\n") == (
        200.0,
        300.0,
    )


def test_nothing_is_imported_before_the_first_paint_that_could_come_after_it() -> None:
    code = "import sys, nnviz.app, nnviz.ui.main_window, nnviz.ui.first_paint; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not {"numpy", "pyqtgraph", "msgspec", "PySide6.QtSvg", "nnviz.training"} & set(loaded.split())
