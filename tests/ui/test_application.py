"""The application as a process of its own makes it: its look, and what the first paint does not wait for."""

import json
import subprocess
import sys
from typing import Any

import pytest

#: A program that paints the window's surfaces and says what it has loaded by then.
PROGRAM = """
import json, sys
from nnviz.ui.application import make_application
application = make_application()
style = application.style().objectName()
from nnviz.ui.main_window import MainWindow
window = MainWindow()
window.show()
window.grab()
names = application.applicationName(), application.organizationName()
all_of_qt = "Qt" in vars(sys.modules["PySide6.QtCore"])
print(json.dumps({"style": style, "names": names, "loaded": list(sys.modules), "all_of_qt": all_of_qt}))
"""


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def test_the_application_has_its_name_and_the_look_that_the_style_sheet_is_made_for(
    told: dict[str, Any],
) -> None:
    assert told["style"] == "fusion"
    assert told["names"] == ["nnviz", "nnviz"]


def test_the_first_paint_does_not_wait_for_what_comes_after_it(told: dict[str, Any]) -> None:
    later = {"numpy", "msgspec", "PySide6.QtSvg", "nnviz.ui.fonts", "nnviz.ui.icons"}
    assert not later & set(told["loaded"])
    assert not told["all_of_qt"]
