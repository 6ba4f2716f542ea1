from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from nnviz.app import main
from nnviz.data.digits import load_mnist

TEST = load_mnist("t10k")


def save(path: Path, pixels: np.ndarray) -> str:
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape
    assert QImage(pixels.data, width, height, width, QImage.Format.Format_Grayscale8).save(str(path))
    return str(path)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Ten digits as pictures, every other one black on white, large and off the middle."""
    files = []
    for number, digit in enumerate(TEST.inputs[:10, 0]):
        page = np.zeros((400, 300), np.uint8)
        page[150:346, 20:216] = np.kron(digit, np.ones((7, 7), np.uint8))
        path = tmp_path / f"{number}.{('png', 'jpg')[number // 2 % 2]}"
        files.append(save(path, 255 - page if number % 2 else page))
    return files


def test_pictures_are_read(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["predict", *files, "--json"]) == 0
    answers = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert [answer["file"] for answer in answers] == files
    assert sum(a["label"] == label for a, label in zip(answers, TEST.labels.tolist(), strict=False)) >= 9
    for answer in answers:
        assert len(answer["probabilities"]) == 10
        assert sum(answer["probabilities"]) == pytest.approx(1, abs=1e-5)
        assert int(np.argmax(answer["probabilities"])) == answer["label"]


def test_words_say_who_read_them(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["predict", files[0]]) == 0
    by, answer = capsys.readouterr().out.splitlines()
    assert by.startswith("read by a network trained beforehand: nnviz train ")
    assert answer.startswith(f"{files[0]}: {TEST.labels[0]}, ")


def test_one_bad_picture_does_not_keep_the_others(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.jpg").write_bytes(b"nothing")
    assert main(["predict", str(tmp_path / "bad.jpg"), files[1], "--json"]) == 2
    said = capsys.readouterr()
    assert said.err == "nnviz: bad.jpg is no PNG or JPEG picture\n"
    assert [answer["file"] for answer in json.loads(said.out)] == [files[1]]


def test_own_weights_are_trained_saved_and_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weights = tmp_path / "net.npz"
    train = ["train", "digits8x8", "--epochs", "3", "--save", str(weights)]
    assert main(train) == 0
    picture = save(tmp_path / "2.png", np.kron(TEST.inputs[1, 0], np.ones((4, 4), np.uint8)))
    assert main(["predict", picture, "--weights", str(weights)]) == 0
    assert f"trained beforehand: nnviz train digits8x8 --epochs 3 --save {weights}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["a.csv"], "say with --out"),
        (["a.csv", "b.png"], "give it alone"),
        (["a.png", "--out", "a.csv"], "--out is for a submission"),
        (["a.csv", "--out", "a.txt"], "does not end in .csv"),
        (["a.png", "--weights", "nowhere.npz"], "there is no file nowhere.npz"),
        (["a.csv", "--out", "b.csv"], "a.csv cannot be used"),
    ],
)
def test_what_does_not_go_is_one_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["predict", *arguments]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1


def test_a_submission(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, out = tmp_path / "test.csv", tmp_path / "submission.csv"
    table.write_text("\n".join(",".join(map(str, row)) for row in TEST.inputs[:30].reshape(30, -1).tolist()))
    assert main(["predict", str(table), "--out", str(out)]) == 0
    assert "30 digits, read by a network trained beforehand" in capsys.readouterr().out
    assert len(out.read_text().splitlines()) == 31
