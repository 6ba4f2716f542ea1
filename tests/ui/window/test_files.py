"""Files through the real window: opened, dropped, pasted and saved; hostile ones are one sentence each."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from nnviz import nn
from nnviz.data.digits import load_mnist
from nnviz.training.experiment import Experiment
from nnviz.training.moment import Moment
from nnviz.training.presets import preset
from nnviz.training.status import State
from nnviz.training.trained import Trained, on_board
from nnviz.ui.main_window import MainWindow
from nnviz.ui.session import Session

PATIENCE = 20_000
TEST = load_mnist("t10k")
DIGITS: dict[str, Any] = {"data": {"name": "digits8x8"}, "learning": {"batch_size": 32}}


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    """A window on the small digits, paused at step 0."""
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.show()
    window.furnish(Session(Experiment.from_plain(DIGITS), window))
    window.add_panels()
    window.session.start()
    qtbot.waitUntil(lambda: window.session.snapshot is not None, timeout=PATIENCE)
    qtbot.waitUntil(lambda: window.session.status.state is State.PAUSED, timeout=PATIENCE)
    yield window
    window.close()


def newest(session: Session) -> Moment:
    assert session.snapshot is not None
    return session.snapshot.moment


def notice(window: MainWindow) -> str:
    return "" if window.strips.strip is None else window.strips.strip.sentence.text()


def wait_for_files(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.files.background.is_busy, timeout=PATIENCE)


def pad(window: MainWindow) -> Any:
    return window.docks.panel("pad")


def large(digit: int = 0) -> QImage:
    pixels = 255 - np.kron(TEST.inputs[digit, 0], np.ones((9, 9), np.uint8))
    height, width = pixels.shape
    return QImage(pixels.tobytes(), width, height, width, QImage.Format.Format_Grayscale8).copy()


def rows(count: int, labelled: bool) -> str:
    head = [f"pixel{number}" for number in range(784)]
    lines = [",".join(["label", *head] if labelled else head)]
    for image, label in zip(TEST.inputs[:count], TEST.labels, strict=False):
        lines.append(",".join(map(str, [label, *image.ravel()] if labelled else image.ravel())))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("suffix", ["png", "jpg"])
def test_a_dropped_picture_is_read_on_the_pad(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"seven.{suffix}"
    assert large().save(str(path))
    window.arrivals.arrive([path])
    wait_for_files(window, qtbot)
    assert pad(window).isVisible()
    assert pad(window)._bar.guess.words[0] == str(TEST.labels[0])
    assert notice(window) == ""


def test_a_picture_is_pasted(window: MainWindow, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setImage(large(1))
    window.files.paste_picture()
    wait_for_files(window, qtbot)
    assert pad(window)._bar.guess.words[0] == str(TEST.labels[1])
    QGuiApplication.clipboard().setText("no picture")
    window.files.paste_picture()
    assert "no picture on the clipboard" in notice(window)


def test_kaggles_train_csv_becomes_the_data(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "train.csv"
    path.write_text(rows(60, labelled=True))
    window.arrivals.arrive([path])
    session = window.session
    qtbot.waitUntil(
        lambda: session.snapshot is not None and session.snapshot.moment.dataset.name == "kaggle",
        timeout=PATIENCE,
    )
    assert session.experiment.value("data.file") == str(path)
    assert session.snapshot is not None
    assert np.array_equal(session.snapshot.moment.dataset.train.inputs[0], TEST.inputs[0])


@pytest.mark.parametrize("dropped", ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"])
def test_idx_files_become_the_data(window: MainWindow, qtbot: QtBot, tmp_path: Path, dropped: str) -> None:
    images = struct.pack(">HBBIII", 0, 8, 3, 50, 28, 28) + TEST.inputs[:50].tobytes()
    labels = struct.pack(">HBBI", 0, 8, 1, 50) + TEST.labels[:50].astype(np.uint8).tobytes()
    (tmp_path / "train-images-idx3-ubyte.gz").write_bytes(gzip.compress(images))
    (tmp_path / "train-labels-idx1-ubyte.gz").write_bytes(gzip.compress(labels))
    window.arrivals.arrive([tmp_path / dropped])
    session = window.session
    qtbot.waitUntil(
        lambda: session.snapshot is not None and session.snapshot.moment.dataset.name == "idx",
        timeout=PATIENCE,
    )


def test_a_data_set_that_needs_a_file_asks_for_it(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "train.csv"
    path.write_text(rows(60, labelled=True))
    editor = window.controls.editor_row("data.name").editors["data.name"]
    menu: Any = editor.menu  # type: ignore[attr-defined]
    index = menu.findData("kaggle")
    assert menu.itemText(index) == "Kaggle's digit CSV…"
    menu.setCurrentIndex(index)
    menu.activated.emit(index)
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    assert not dialog.isModal()
    assert window.session.experiment.value("data.name") == "digits8x8"
    assert menu.currentData() == "digits8x8"
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    assert window.session.experiment.value("data.file") == str(path)
    assert window.controls.presets.menu.currentText() == "train.csv"


def test_tables_alone_are_offered_where_one_is_asked_for(window: MainWindow) -> None:
    window.files.ask_data("table")
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.nameFilters() == ["Tables (*.csv *.tsv)", "All files (*)"]
    dialog.reject()


def test_weights_are_saved_and_loaded(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    session = window.session
    session.step()
    qtbot.waitUntil(
        lambda: session.snapshot is not None and session.snapshot.moment.step == 1, timeout=PATIENCE
    )
    parameters = newest(session).parameters
    window.files.save_weights(tmp_path / "net.npz")
    wait_for_files(window, qtbot)
    qtbot.waitUntil(lambda: window.strips.strip is not None, timeout=PATIENCE)
    assert window.strips.strip is not None
    assert window.strips.strip.sentence.text() == "Saved net.npz."
    window.strips.dismiss()
    assert np.array_equal(Trained.load(tmp_path / "net.npz").network.parameters, parameters)
    session.epoch()
    qtbot.waitUntil(lambda: session.status.step > 30, timeout=PATIENCE)
    window.arrivals.arrive([tmp_path / "net.npz"])
    qtbot.waitUntil(lambda: bool(newest(session).history.marks), timeout=PATIENCE)
    moment = newest(session)
    assert moment.history.marks[-1].words == "weights of net.npz"
    assert np.array_equal(moment.parameters, parameters) or moment.step > moment.history.marks[-1].step
    qtbot.waitUntil(lambda: window.strips.strip is not None, timeout=PATIENCE)
    assert window.strips.strip is not None
    step = moment.history.marks[-1].step
    sentence = f"From step {step:,} on with the weights of net.npz. Reset returns to the run’s own."
    assert window.strips.strip.sentence.text() == sentence


def test_a_submission_is_written_off_the_windows_thread(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    table, out = tmp_path / "test.csv", tmp_path / "submission.csv"
    table.write_text(rows(1500, labelled=False))
    window.arrivals.arrive([table])
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    dialog.fileSelected.emit(str(out))
    dialog.reject()
    strip = window.files.submission
    assert strip._bar.isVisible()
    assert strip.visibleRegion().boundingRect().height() >= strip.sizeHint().height() > 20
    qtbot.waitUntil(lambda: not strip.is_busy, timeout=PATIENCE)
    assert notice(window) == f"1,500 digits answered in {out}, read by the network on board."
    assert window.strips.strip is not None
    assert window.strips.strip.property("kind") == "calm"
    answers = [line.split(",")[1] for line in out.read_text().splitlines()[1:]]
    assert np.mean(np.array(answers, int) == TEST.labels[:1500]) > 0.95  # the run reads others, so: on board


def test_a_submission_can_be_stopped(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    table = tmp_path / "test.csv"
    table.write_text(rows(1500, labelled=False))
    window.files.answer_table_in(table, tmp_path / "out.csv")
    window.files.submission._stop.click()
    window.files.answer_table_in(table, tmp_path / "out.csv")
    assert "being read already" in notice(window)
    qtbot.waitUntil(lambda: not window.files.submission.is_busy, timeout=PATIENCE)
    assert "Stopped; out.csv was not written" in notice(window)
    assert not (tmp_path / "out.csv").exists()
    window.files.answer_table_in(table, tmp_path / "out.csv")  # and closing the window ends it


# -- hostile files -----------------------------------------------------------------------------


def bad_png(folder: Path) -> Path:
    path = folder / "huge.png"
    from tests.ui.test_pictures import png

    path.write_bytes(png(20_000, 20_000, bytes(20_001)))
    return path


def bad_jpeg(folder: Path) -> Path:
    path = folder / "cut.jpg"
    large().save(str(path))
    path.write_bytes(path.read_bytes()[:700])
    return path


def missing_column(folder: Path) -> Path:
    path = folder / "train.csv"
    lines = rows(20, labelled=True).splitlines()
    lines[7] = lines[7].rpartition(",")[0]
    path.write_text("\n".join(lines))
    return path


def missing_name(folder: Path) -> Path:
    path = folder / "train.csv"
    path.write_text(rows(20, labelled=True).replace(",pixel783", "", 1))
    return path


def value_of_300(folder: Path) -> Path:
    path = folder / "train.csv"
    lines = rows(20, labelled=True).splitlines()
    lines[4] = lines[4].replace(",0,", ",300,", 1)
    path.write_text("\n".join(lines))
    return path


def lying_idx(folder: Path) -> Path:
    path = folder / "some-images-idx3-ubyte"
    path.write_bytes(struct.pack(">HBBIII", 0, 8, 3, 4_000_000_000, 28, 28) + bytes(784))
    (folder / "some-labels-idx1-ubyte").write_bytes(struct.pack(">HBBI", 0, 8, 1, 1) + bytes(1))
    return path


def object_npz(folder: Path) -> Path:
    path = folder / "net.npz"
    np.savez(path, format=nn.weights_file.FORMAT, architecture="{}", parameters=np.array([{}], object))
    return path


def other_layers(folder: Path) -> Path:
    path = folder / "net.npz"
    on_board().save(path)
    return path


HOSTILE = {
    bad_png: "20,000 x 20,000 pixels; at most 50 million",
    bad_jpeg: "cut.jpg is cut short",
    missing_column: "Line 8 of",
    missing_name: "names 783 columns of pixels instead of 784",
    value_of_300: 'has "300" as value',
    lying_idx: "promises 3,136,000,000,000 bytes in its header",
    object_npz: "an array of objects",
    other_layers: "has the layers 1×28×28 - 16 of 5×5 relu",
}


@pytest.mark.parametrize("make", HOSTILE, ids=lambda make: make.__name__)
def test_a_hostile_file_is_one_sentence_and_the_run_goes_on(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, make: Any
) -> None:
    session = window.session
    session.run()
    window.arrivals.arrive([make(tmp_path)])
    qtbot.waitUntil(lambda: HOSTILE[make] in notice(window), timeout=PATIENCE)
    assert "\n" not in notice(window)
    step = session.status.step
    session.run()
    qtbot.waitUntil(lambda: session.status.step > step + 20, timeout=PATIENCE)
    assert session.status.experiment == session.experiment
    assert session.experiment.value("data.name") == "digits8x8"


def test_a_preset_reads_kaggles_file_from_the_shell(tmp_path: Path) -> None:
    path = tmp_path / "train.csv"
    path.write_text(rows(60, labelled=True))
    experiment = preset("mnist").with_changes({"data.name": "kaggle", "data.file": str(path)})
    assert experiment.value("data.file") == str(path)
