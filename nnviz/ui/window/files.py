"""Files: what a person opens, drops, pastes and saves besides experiments, each handed to its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from nnviz.data import DATASETS, file_kinds
from nnviz.data.digit_csv import is_digit_csv, is_unlabelled_csv
from nnviz.data.idx import LABELS, first_bytes, is_idx
from nnviz.data.pictures import ink_of
from nnviz.data.table import TABLE
from nnviz.training.edits.weights import TakeWeights, require_same
from nnviz.training.reading import ExperimentError
from nnviz.training.trained import Trained, on_board
from nnviz.ui.pictures import SUFFIXES, grey_of, read_picture
from nnviz.ui.window.arrivals import Taker
from nnviz.ui.window.background import Background
from nnviz.ui.window.submissions import SubmissionStrip
from nnviz.ui.window.table_card import TableCard, is_table

if TYPE_CHECKING:
    from nnviz.ui.main_window import MainWindow
    from nnviz.ui.panels.pad.panel import PadPanel

PICTURES = "Pictures (*.png *.jpg *.jpeg)"
WEIGHTS = "Trained weights (*.npz)"
TABLES = "Tables (*.csv)"
OWN_TABLES = f"Tables ({' '.join(f'*{suffix}' for suffix in file_kinds.TABLES)});;All files (*)"
#: Side of the digits that Kaggle's files hold.
KAGGLE_SIDE = 28


class Files(QObject):
    """Asks for names without holding up the run, and says in one sentence what is wrong with a file.

    Parameters
    ----------
    window
        Shows sentences and dialogs, and has the pad.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.background = Background(self)
        self.submission = SubmissionStrip(window)
        self.submission.ended.connect(window.strips.show_notice)
        for taker in (
            Taker("a picture of a digit (.png, .jpg)", _is_picture, self.show_picture),
            Taker("trained weights (.npz)", lambda path: path.suffix.lower() == ".npz", self.load_weights),
            Taker("Kaggle's train.csv", _is_table(is_digit_csv), partial(self.use_data, "kaggle")),
            Taker("its test.csv", _is_table(is_unlabelled_csv), self.answer_table),
            Taker("IDX files", is_idx, self.use_idx),
            Taker("a table of your own (.csv, .tsv)", is_table, self.show_table),
        ):
            window.arrivals.add(taker)

    # -- data sets ---------------------------------------------------------------------------

    def ask_data(self, name: str) -> None:
        """Ask for the file of a data set that is nothing without one."""
        is_own = name == TABLE.name
        take = self.show_table if is_own else partial(self.use_data, name)
        self._ask(f"Open: {DATASETS[name].title}", OWN_TABLES if is_own else "", take)

    def show_table(self, path: Path) -> None:
        """Show what is in a table before it is learnt from."""
        TableCard(path, self.background, self._window, self._load_table).show()

    def _load_table(self, path: Path, changes: Mapping[str, Any]) -> None:
        self.use_data(TABLE.name, path, changes)

    def use_data(self, name: str, path: Path, changes: Mapping[str, Any] | None = None) -> None:
        """Learn from a file, with other values for some fields."""
        session = self._window.session
        about = {"about.title": path.name, "about.source": "", "about.figure": ""}  # no preset any more
        try:
            session.change({"data.name": name, "data.file": str(path), **about, **(changes or {})})
        except ExperimentError as error:
            self._say(str(error))
            return
        self._window.strips.dismiss()
        wanted = session.experiment
        session.ask(
            lambda run: run.experiment == wanted,  # not if the file is found to be bad
            lambda taken: session.run() if taken is True else None,
        )

    def use_idx(self, path: Path) -> None:
        """Learn from IDX files, whichever of the two was given."""
        if first_bytes(path) == LABELS:
            path = path.with_name(path.name.replace("labels", "images").replace("idx1", "idx3"))
        self.use_data("idx", path)

    # -- pictures ----------------------------------------------------------------------------

    def ask_picture(self) -> None:
        """Ask for a picture of a digit."""
        self._ask("Open picture of a digit", PICTURES, self.show_picture)

    def show_picture(self, path: Path) -> None:
        """Put the digit of a picture on the pad."""
        self.background.do(lambda: ink_of(read_picture(path)), partial(self._put, path.name))

    def paste_picture(self) -> None:
        """Put the picture on the clipboard on the pad, or one whose file is there."""
        clipboard = QGuiApplication.clipboard()
        data = clipboard.mimeData()
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths:
            self._window.arrivals.arrive(paths)
            return
        image = clipboard.image()
        if image.isNull():
            self._say("There is no picture on the clipboard; copy one of a digit first.")
        else:
            self.background.do(lambda: ink_of(grey_of(image)), partial(self._put, "pasted"))

    def _put(self, name: str, ink: NDArray[np.uint8] | Exception) -> None:
        if isinstance(ink, Exception):
            self._say(str(ink))
            return
        self._window.docks.bring_into_sight("pad")
        cast("PadPanel", self._window.docks.panel("pad")).show_picture(ink, name)

    # -- weights -----------------------------------------------------------------------------

    def ask_weights(self) -> None:
        """Ask for a file of weights to go on from."""
        self._ask("Load trained weights", WEIGHTS, self.load_weights)

    def load_weights(self, path: Path) -> None:
        """Give the run the weights of a file that fits it."""

        def read() -> tuple[Trained, TakeWeights]:
            trained = Trained.load(path)
            return trained, TakeWeights.of(trained.network, path.name)

        self.background.do(read, partial(self._give_weights, path.name))

    def _give_weights(self, name: str, found: tuple[Trained, TakeWeights] | Exception) -> None:
        network = self._window.session.network
        if isinstance(found, Exception):
            self._say(str(found))
            return
        trained, edit = found
        try:
            if network is None:
                raise ExperimentError("there is no run to give the weights to")
            require_same(network, trained.network, name)
        except ExperimentError as error:
            self._say(str(error))
            return
        session = self._window.session
        session.submit(edit)
        session.ask(
            lambda run: run.steps if run.log.past and run.log.past[-1].edit is edit else None,
            lambda step: None if step is None else self._say(weights_words(name, step), is_calm=True),
        )

    def ask_where_to_save_weights(self) -> None:
        """Ask for a name and save the weights as they are now."""
        self._ask("Save trained weights", WEIGHTS, self.save_weights, "weights.npz")

    def save_weights(self, path: Path) -> None:
        """Save the weights of the newest moment."""
        trained = self._of_run()
        if trained is None:
            self._say("There are no weights to save before the first step.")
            return
        self.background.do(lambda: trained.save(path), partial(self._say_saved, path.name))

    # -- Kaggle ------------------------------------------------------------------------------

    def ask_table(self) -> None:
        """Ask for a file of digits without labels."""
        self._ask("Predict a Kaggle file", TABLES, self.answer_table)

    def answer_table(self, path: Path) -> None:
        """Ask where the answers to a file of digits should go, and write them."""
        self._ask("Save submission", TABLES, partial(self.answer_table_in, path), "submission.csv")

    def answer_table_in(self, path: Path, out: Path) -> None:
        """Answer by the run if it reads such digits, else by the network on board."""
        trained = self._of_run()
        if trained is None or trained.side != KAGGLE_SIDE or not trained.class_names:
            trained = on_board()
        self.submission.begin(path, out, trained)

    # -- inside ------------------------------------------------------------------------------

    def _of_run(self) -> Trained | None:
        """Return a copy of the run's network as it is now, with what goes along."""
        session = self._window.session
        network, snapshot = session.network, session.snapshot
        if network is None or snapshot is None:
            return None
        moment = snapshot.moment
        origin = f"{moment.experiment.about.title}, {moment.step:,} steps"
        return Trained.of(network.copy(), moment.dataset, origin)

    def close(self) -> None:
        """Give up what is being read or written."""
        self.submission.close_thread()
        self.background.close()

    def _ask(self, title: str, kinds: str, take: Callable[[Path], None], new_name: str = "") -> None:
        dialog = QFileDialog(self._window, title, new_name, kinds)
        if new_name:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix(Path(new_name).suffix[1:])
        dialog.fileSelected.connect(lambda name: take(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()

    def _say_saved(self, name: str, result: object) -> None:
        is_well = not isinstance(result, Exception)
        self._window.strips.tell(f"Saved {name}." if is_well else str(result), is_well)

    def _say(self, sentence: str, is_calm: bool = False) -> None:
        self._window.strips.show_notice(sentence, is_calm)


def weights_words(name: str, step: int) -> str:
    """Return the sentence that says from which weights a run goes on now."""
    return f"From step {step:,} on with the weights of {name}. Reset returns to the run’s own."


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES


def _is_table(holds: Callable[[Path], bool]) -> Callable[[Path], bool]:
    return lambda path: path.suffix.lower() == ".csv" and holds(path)
