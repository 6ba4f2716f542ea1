"""nnviz keeps the plan of the house (tests/architecture.py), and the rules notice whoever does not."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import nnviz
from tests.architecture import QT, RULES, Package, Rule, long_files

NNVIZ = Package(Path(nnviz.__file__).parent)
WITHOUT_A_SCREEN = [room for room in ("nn", "data", "training") if room in NNVIZ.files]


@pytest.fixture(autouse=True, scope="module")
def forgotten() -> Iterator[None]:
    """Let go of the syntax trees: with millions of objects about, looking for leaks takes seconds a test."""
    yield
    NNVIZ.__dict__.pop("trees", None)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_nnviz_keeps_to_the_plan(rule: Rule) -> None:
    assert rule(NNVIZ) == []


@pytest.mark.parametrize("room", WITHOUT_A_SCREEN)
def test_a_room_below_the_screen_loads_no_qt(room: str) -> None:
    code = f"import json, sys, nnviz.{room}; print(json.dumps(sorted(sys.modules)))"
    loaded = json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
    assert f"nnviz.{room}" in loaded
    assert not QT & {name.split(".")[0] for name in loaded}


# --- The rules themselves, held against small packages that break each of them once.

HOUSE = "housed"  # no such package exists

SOUND = {
    "__init__": "__version__ = '0'",
    "__main__": "from {package}.app import main",
    "app": "import PySide6\nfrom {package} import __version__\nfrom {package}.training import Trainer",
    "nn/__init__": "import math\nimport numpy as np\nnp.load('x', allow_pickle=False)",
    "data/__init__": "import msgspec",
    "training/__init__": "import {package}.nn\nimport {package}.data\nclass Trainer: ...",
    "ui/__init__": "",
    "ui/session": "from {package}.training import Trainer",
    "ui/controls/__init__": "",
    "ui/controls/transport": "",
    "ui/panels/__init__": "from {package}.ui.panels.curves import Curves",
    "ui/panels/panel": "import pyqtgraph\nfrom {package}.ui.panels import legend\ndialog.exec()",
    "ui/panels/legend": "",
    "ui/panels/curves": "from {package}.ui.panels.panel import Panel",
    "ui/panels/weights/__init__": "from {package}.ui.panels.weights import tiles",
    "ui/panels/weights/tiles": "",
}

# what is added to which module, and what the rules then say
BROKEN = [
    ("attic", "", "attic is in no room of the plan"),
    ("nn/__init__", "import {package}.data", "nn must not import data"),
    ("nn/layers", "import msgspec", "nn.layers must not import msgspec"),
    ("data/__init__", "def late():\n    import {package}.nn", "data must not import nn"),
    ("data/table", "import scipy", "data.table must not import scipy"),
    ("training/run", "import PySide6.QtCore", "training.run must not import PySide6"),
    (
        "training/run",
        "import typing\nif typing.TYPE_CHECKING:\n    from {package}.ui import session",
        "training.run must not import ui.session",
    ),
    ("ui/theme", "import {package}.app", "ui.theme must not import app"),
    ("__main__", "import {package}.ui", "__main__ must not import ui"),
    ("__init__", "import numpy", "{package} must not import numpy"),
    (
        "ui/panels/curves",
        "import {package}.ui.controls.transport",
        "ui.panels.curves must not import ui.controls.transport",
    ),
    (
        "ui/panels/weights/tiles",
        "import {package}.ui.panels.curves",
        "ui.panels.weights.tiles must not import ui.panels.curves",
    ),
    (
        "ui/panels/curves",
        "from {package}.ui.panels import PANELS",
        "ui.panels.curves must not import ui.panels",
    ),
    ("ui/theme", "import {package}.training as t\nt.Trainer", "ui.theme, line 2, must not name Trainer"),
    (
        "ui/panels/curves",
        "from {package}.training import Trainer as T",
        "ui.panels.curves, line 1, must not name Trainer",
    ),
    ("ui/sessions", "def f(t: 'Trainer'): ...", "ui.sessions, line 1, must not name Trainer"),
    ("nn/file", "import pickle", "nn.file, line 1: pickle can run code"),
    ("nn/file", "from marshal import loads", "nn.file, line 1: marshal can run code"),
    ("nn/file", "x = [eval('1')]", "nn.file, line 1: eval() can run code"),
    (
        "nn/file",
        "import numpy\nnumpy.load('x', allow_pickle=True)",
        "nn.file, line 2: allow_pickle can run code",
    ),
    ("nn/file", "f(allow_pickle=wanted)", "nn.file, line 1: allow_pickle can run code"),
    ("nn/file", "x = 1\n" * 301, "{package}/nn/file.py has 301 lines, over 300"),
]


Build = Callable[..., Package]


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Return a function that writes the sound package, with one module replaced or added."""
    monkeypatch.syspath_prepend(tmp_path)

    def write(module: str = "__init__", source: str = SOUND["__init__"]) -> Package:
        for name, text in {**SOUND, module: source}.items():
            path = tmp_path / HOUSE / f"{name}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.replace("{package}", HOUSE), encoding="utf-8")
        return Package(tmp_path / HOUSE)

    return write


def test_a_sound_package_breaks_no_rule(build: Build) -> None:
    package = build()
    assert len(package.imports) == 15
    assert [rule(package) for rule in RULES] == [[]] * len(RULES)


@pytest.mark.parametrize(("module", "source", "complaint"), BROKEN, ids=[row[2] for row in BROKEN])
def test_a_broken_rule_is_named_once(build: Build, module: str, source: str, complaint: str) -> None:
    package = build(module, source)
    (said,) = [line for rule in RULES for line in rule(package)]
    assert said.startswith(complaint.replace("{package}", HOUSE))


def test_a_long_file_needs_a_reason_and_a_reason_a_long_file(build: Build) -> None:
    package = build("nn/file", "x = 1\n" * 301)
    path = f"{HOUSE}/nn/file.py"
    assert long_files(package, {path: "a table"}) == []
    assert long_files(package, {path: "a table", "gone.py": "was long"}) == [
        "gone.py is no longer long: take it off the list"
    ]
