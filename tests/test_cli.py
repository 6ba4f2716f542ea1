from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from nnviz.app import main
from nnviz.training.edits.units import SetParameter
from nnviz.training.evaluate import evaluate
from nnviz.training.presets import preset, preset_names
from nnviz.training.run import TrainingRun
from nnviz.training.saved_run import SavedRun

SMALL = ["--set", "data.points=10"]


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_list_shows_each_preset_with_its_source_and_figure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    for name in preset_names():
        assert name in printed
        assert " ".join(preset(name).about.source.split()) in printed
        assert preset(name).about.figure in printed


def test_train_prints_exactly_the_promised_object_last(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "clouds", "--steps", "20", "--json", *SMALL]) == 0
    report = json.loads(lines(capsys)[-1])
    assert list(report) == ["experiment", "steps", "epochs", "seconds", "parameters", "train", "test"]
    assert list(report["train"]) == list(report["test"]) == ["loss", "accuracy"]
    assert (report["experiment"], report["steps"], report["parameters"]) == (
        "clouds",
        20,
        2 * 5 + 5 + 5 * 3 + 3,
    )


def test_a_report_comes_before_the_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "clouds", "--steps", "20", "--report", "--json", *SMALL]) == 0
    printed = lines(capsys)
    assert printed[0].split() == ["precision", "recall", "f1-score", "support"]
    shown = next(row.split()[1] for row in printed if row.split()[:1] == ["accuracy"])
    assert float(shown) == pytest.approx(json.loads(printed[-1])["test"]["accuracy"], abs=0.005)


def test_a_rate_is_suggested(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "clouds", "--find-rate", "--json", *SMALL]) == 0
    found = json.loads(lines(capsys)[-1])
    assert list(found) == ["experiment", "suggestion", "rates", "losses"]
    assert main(["train", "clouds", "--find-rate", *SMALL]) == 0
    assert lines(capsys)[-1] == f"suggested: {found['suggestion']:g} (the experiment has 0.015)"


def test_train_the_published_clouds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "clouds", "--json"]) == 0
    report = json.loads(lines(capsys)[-1])
    assert report["steps"] == report["epochs"] == 10_000
    assert report["train"]["accuracy"] == pytest.approx(0.970, abs=0.002)
    assert 1500 * report["train"]["loss"] == pytest.approx(134.06, rel=0.01)


def test_the_same_command_gives_the_same_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    reports = []
    for _ in range(2):
        main(
            [
                "train",
                "clouds",
                "--epochs",
                "5",
                "--seed",
                "7",
                "--set",
                "learning.batch_size=8",
                "--json",
                *SMALL,
            ]
        )
        reports.append(json.loads(lines(capsys)[-1]) | {"seconds": 0})
    assert reports[0] == reports[1]
    main(
        [
            "train",
            "clouds",
            "--epochs",
            "5",
            "--seed",
            "8",
            "--set",
            "learning.batch_size=8",
            "--json",
            *SMALL,
        ]
    )
    assert json.loads(lines(capsys)[-1])["train"] != reports[0]["train"]


def test_an_experiment_may_be_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(preset("clouds").with_changes({"data.points": 4}).to_toml())
    assert main(["train", str(file), "--epochs", "2"]) == 0
    assert lines(capsys)[-1].startswith("2 steps, 2 epochs")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["trian"], "there is no preset 'trian'; there is clouds"),
        (["clouds.txt"], "lenet5, cnn; a file's name ends in .toml"),
        (["train"], "required: EXPERIMENT"),
        (["train", "cloud"], "there is no preset 'cloud'; there is clouds"),
        (["train", "nowhere.toml"], "nowhere.toml cannot be read: No such file"),
        (["train", "clouds", "--steps", "-1"], "'-1' is not a whole number from 0 up"),
        (["train", "clouds", "--epochs", "many"], "'many' is not a whole number from 0 up"),
        (["train", "clouds", "--seed", "1.5"], "'1.5' is not a whole number from 0 up"),
        (["train", "clouds", "--steps", "1", "--epochs", "1"], "not allowed with argument"),
        (["train", "clouds", "--set", "learning.learning_rate"], "is not of the form field=value"),
        (["train", "clouds", "--set", "learning.=1"], "is not of the form field=value"),
        (["train", "clouds", "--set", "data.name=[1]"], "data.name is [1]; it must be one of clouds"),
        (["train", "clouds", "--set", "learning.learning_rate=-1"], "must be a number from 1e-06 to 100"),
        (["train", "clouds", "--set", "learning.learning_rate=nan"], "must be a number from 1e-06 to 100"),
        (["train", "clouds", "--set", "learning.rate=1"], "learning.rate is not a field; learning has"),
        (["train", "clouds", "--set", "model.hidden.0.activation=relo"], "must be one of identity"),
        (["train", "clouds", "--set", "learning.batch_size=1501"], "the training split has 1,500 samples"),
        (["train", "clouds", "--bogus"], "unrecognized arguments: --bogus"),
        (["shot", "clouds"], "required: --out"),
        (["shot", "clouds", "--out", "picture.jpg"], "'picture.jpg' does not end in .png"),
        (["shot", "clouds", "--out", "nowhere/picture.png"], "the folder 'nowhere' does not exist"),
        (["shot", "clouds", "--out", "a.png", "--size", "12by8"], "'12by8' is not a size such as 1280x720"),
        (["shot", "clouds", "--out", "a.png", "--scale", "0"], "'0' is not a number from 0.5 to 8"),
        (["shot", "clouds", "--out", "a.png", "--theme", "pink"], "invalid choice: 'pink' (choose from"),
        (
            ["shot", "clouds", "--out", "a.png", "--steps", "1000000000", "--panel", "boundry"],
            "there is no panel 'boundry'; there is",
        ),
        (["predict", "."], ". cannot be read: Is a directory"),
        (["bench", "--jsno"], "unrecognized arguments: --jsno"),
    ],
)
def test_a_wrong_command_gets_one_sentence_and_exit_code_2(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith("nnviz: ")
    assert sentence in printed.err
    assert printed.err.count("\n") == 1
    assert printed.out == ""


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "data.name is missing; it must be one of clouds"),
        (b"data = [", "this is not TOML: Invalid value"),
        (b"data = 3", "data.name is missing; it must be one of clouds"),
        (b'data = { name = "clouds" }\nstop = 3', "stop is 3; it must be a table of fields"),
        (b"\xff\xfe\x00", "is not a text file in UTF-8"),
    ],
)
def test_a_file_that_is_no_experiment_gets_one_sentence(
    content: bytes, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(content)
    assert main(["train", str(file)]) == 2
    printed = capsys.readouterr().err
    assert printed.startswith(f"nnviz: {file}")
    assert sentence in printed
    assert printed.count("\n") == 1


@pytest.mark.parametrize("command", [["train"], ["shot", "--out", "a.png"]])
def test_a_folder_is_no_experiment(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "mine.toml"
    folder.mkdir()
    assert main([command[0], str(folder), *command[1:]]) == 2
    assert capsys.readouterr().err == f"nnviz: {folder} cannot be read: Is a directory\n"


@pytest.mark.parametrize("there", [True, False])
def test_what_may_not_be_written_is_refused_before_the_training(
    there: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "net.npz"
    if there:
        file.touch()
    place = file if there else tmp_path
    monkeypatch.setattr("os.access", lambda path, _mode: path != place)  # root may write anywhere
    assert main(["train", "mnist", "--save", str(file)]) == 2
    assert f"nothing may be written to {str(place)!r}" in capsys.readouterr().err


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def test_ctrl_c_ends_a_training(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TrainingRun, "step", interrupt)
    assert main(["train", "clouds"]) == 130
    assert capsys.readouterr().err == "nnviz: stopped\n"


def test_ctrl_c_ends_the_imports_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "nnviz.cli")
    monkeypatch.setattr(sys, "meta_path", [SimpleNamespace(find_spec=interrupt)])
    assert main(["list"]) == 130
    assert capsys.readouterr().err == "nnviz: stopped\n"


def spoken(output: int) -> subprocess.CompletedProcess[str]:
    """List the presets into an output that takes nothing."""
    command = [sys.executable, "-m", "nnviz", "list"]
    return subprocess.run(command, stdout=output, stderr=subprocess.PIPE, text=True, check=False)


def test_nobody_minds_when_the_reader_of_the_output_has_gone() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w"):
        ended = spoken(writer)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_an_output_on_a_full_disk_gets_one_sentence() -> None:
    with Path("/dev/full").open("w") as full:
        ended = spoken(full.fileno())
    assert (ended.returncode, ended.stderr) == (
        2,
        "nnviz: the output cannot be used: No space left on device\n",
    )


def test_a_run_that_diverges_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    wild = [
        "--set",
        "learning.loss=mse",
        "--set",
        "model.output=identity",
        "--set",
        "learning.learning_rate=100",
    ]
    assert main(["train", "clouds", "--steps", "1000", *wild, *SMALL]) == 1
    assert "the loss became" in capsys.readouterr().err


def test_a_saved_run_is_trained_to_where_it_was_saved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = TrainingRun(preset("clouds").with_changes({"data.points": 10}))
    for _ in range(30):
        run.step()
    run.apply(SetParameter(0, 2.0))
    for _ in range(12):
        run.step()
    path = tmp_path / "run.toml"
    path.write_text(SavedRun.of(run.moment()).to_toml(), encoding="utf-8")
    assert main(["train", str(path), "--json"]) == 0
    report = json.loads(lines(capsys)[-1])
    loss, _ = evaluate(run.network, run.dataset.train, run.dataset, "cross_entropy")
    assert (report["steps"], report["train"]["loss"]) == (42, loss)


def test_a_malformed_edit_ends_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "run.toml"
    path.write_text('steps = 5\nedits = [{ step = 9 }]\ndata = { name = "clouds" }\n', encoding="utf-8")
    assert main(["train", str(path)]) == 2
    assert "run.toml: edit 1: step is 9; it must be a whole number" in capsys.readouterr().err


def test_a_file_of_digits_is_enough_to_choose_the_data_set(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pixels = ",".join(["0"] * 783)
    rows = (f"{number % 10},{number},{pixels}" for number in range(60))
    (tmp_path / "train.csv").write_text("\n".join(rows))
    given = ["train", "kaggle-15", "--steps", "2", "--json", "--set", f"data.file={tmp_path / 'train.csv'}"]
    assert main(given) == 0
    assert json.loads(lines(capsys)[-1])["steps"] == 2
    assert main([*given[:-1], "data.file=nowhere.csv"]) == 2
    assert capsys.readouterr().err == "nnviz: There is no file nowhere.csv.\n"
    assert main([*given[:-1], f"data.file={__file__}"]) == 2
    assert "is no table (.csv, .tsv) and no IDX file" in capsys.readouterr().err
