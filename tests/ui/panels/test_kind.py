import subprocess
import sys

import pytest

from nnviz.ui.panels import PANELS
from nnviz.ui.panels.kind import Kind


@pytest.mark.parametrize("kind", PANELS.values(), ids=lambda kind: kind.key)
def test_a_kind_says_beforehand_what_its_panel_says(kind: Kind) -> None:
    panel = kind.load()
    said = Kind(panel.key, kind.where, panel.title, panel.least_size, panel.short_title, panel.fills)
    assert kind == said


def test_only_a_panel_is_loaded() -> None:
    with pytest.raises(TypeError, match="legend:Legend is no panel"):
        Kind("legend", "legend:Legend", "Legend").load()


def test_knowing_the_panels_imports_none_of_them() -> None:
    code = (
        "import sys, nnviz.ui.panels as panels, nnviz.ui.main_window\n"
        "kinds = panels.PANELS.values()\n"
        "print([k.key for k in kinds if 'nnviz.ui.panels.' + k.where.partition(':')[0] in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
