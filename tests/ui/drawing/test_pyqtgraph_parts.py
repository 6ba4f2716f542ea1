import subprocess
import sys

#: A program that makes and paints axes, and ends as a window does.
PLOT = """
import sys
from PySide6.QtWidgets import QApplication
application = QApplication([])
from nnviz.ui.drawing.axes import Axes
from nnviz.ui.theme import LIGHT
axes = Axes(False, False, (50, 50), equal=False)
axes.apply_theme(LIGHT)
axes.widget.show()
axes.widget.resize(300, 200)
axes.box.setRange(xRange=(0, 4), yRange=(0, 2), padding=0)
application.processEvents()
assert axes.range() == ((0.0, 4.0), (0.0, 2.0)), axes.range()
from PySide6.QtCore import QTimer
QTimer.singleShot(0, application.quit)
application.exec()
"""


def _printed(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def test_axes_load_a_third_of_pyqtgraph() -> None:
    loaded = _printed(PLOT + "print(*(name for name in sys.modules if name.startswith('pyqtgraph')))").split()
    assert "pyqtgraph.graphicsItems.AxisItem" in loaded
    assert len(loaded) < 55
    assert not {"pyqtgraph.imageview", "pyqtgraph.parametertree", "pyqtgraph.graphicsItems.ROI"} & set(loaded)


def test_all_of_pyqtgraph_stays_for_whoever_had_it_before() -> None:
    before = "from pyqtgraph import GraphicsView, ImageView\n"
    assert _printed(f"{before}{PLOT}print(isinstance(axes.widget, GraphicsView))").strip() == "True"
