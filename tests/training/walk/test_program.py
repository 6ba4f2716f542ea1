from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from nnviz.nn import ACTIVATIONS, LOSSES
from nnviz.training.run import TrainingRun
from nnviz.training.walk.listing import listing
from nnviz.training.walk.program import is_embedded, program, save_numbers
from nnviz.training.walk.recorder import record
from nnviz.training.walk.stages import stages
from nnviz.training.walk.walk import Walk
from tests.training.walk.nets import BINARY, RUNS, opened, run_of, train


def printed(walk: Walk, folder: Path) -> list[float]:
    """Run the program as a file of its own and return the losses that it prints."""
    path = folder / "step.py"
    path.write_text(program(walk), encoding="utf-8")
    if not is_embedded(walk):
        save_numbers(walk, folder / "microscope.npz")
    done = subprocess.run(
        [sys.executable, path.name], cwd=folder, capture_output=True, text=True, check=False
    )
    assert not done.stderr
    return [float(line) for line in done.stdout.split()]


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("sample", [None, ("train", 5)], ids=["batch", "sample"])
def test_the_listing_prints_the_very_losses(
    name: str, sample: tuple[str, int] | None, tmp_path: Path
) -> None:
    walk = record(run_of(name), sample)
    assert printed(walk, tmp_path) == pytest.approx([walk.loss, walk.loss_after], rel=2e-5)


def in_one_process(code: str, capsys: pytest.CaptureFixture[str]) -> list[float]:
    """Run a program here, which is quicker."""
    compiled = compile(code, "step.py", "exec")
    exec(compiled, {})
    return [float(line) for line in capsys.readouterr().out.split()]


@pytest.mark.parametrize("activation", [name for name in ACTIVATIONS if name != "softmax"])
def test_every_activation_is_in_the_listing(activation: str, capsys: pytest.CaptureFixture[str]) -> None:
    run = train(opened([{"kind": "dense", "units": 3, "activation": activation}]), 3)
    walk = record(run)
    assert in_one_process(program(walk), capsys) == pytest.approx([walk.loss, walk.loss_after], rel=2e-5)


@pytest.mark.parametrize("loss", [name for name in LOSSES if name != "bowl"])
def test_every_loss_is_in_the_listing(loss: str, capsys: pytest.CaptureFixture[str]) -> None:
    fitting: dict[str, str | dict[str, Any]] = {"cross_entropy": "clouds", "binary_cross_entropy": BINARY}
    data = fitting.get(loss, "bumps")
    walk = record(train(opened([{"kind": "dense", "units": 3, "activation": "tanh"}], data, loss=loss), 3))
    assert in_one_process(program(walk), capsys) == pytest.approx([walk.loss, walk.loss_after], rel=2e-5)


@pytest.mark.parametrize("name", RUNS)
def test_every_stage_but_the_input_has_its_lines(name: str) -> None:
    walk = record(run_of(name))
    named = {key for line in listing(walk) for key in line.keys}
    assert {stage.key for stage in stages(walk)} - {("x", 0)} <= named
    assert named <= {stage.key for stage in stages(walk)}


def test_the_listing_of_a_small_net_is_a_dozen_lines_that_a_student_can_read() -> None:
    walk = record(opened([{"kind": "dense", "units": 3, "activation": "sigmoid"}], "xor", optimizer="sgd"))
    assert [line.code for line in listing(walk)] == [
        "Z1 = X @ W1 + b1",
        "A1 = sigmoid(Z1)",
        "Z2 = A1 @ W2 + b2",
        "A2 = softmax(Z2)",
        "loss = -np.log(A2[T == 1]).mean()",
        "delta2 = (A2 - T) / len(X)",
        "gW2, gb2 = A1.T @ delta2, delta2.sum(0)",
        "delta1 = delta2 @ W2.T",
        "delta1 *= A1 * (1 - A1)",
        "gW1, gb1 = X.T @ delta1, delta1.sum(0)",
        "W2 -= rate * gW2; b2 -= rate * gb2",
        "W1 -= rate * gW1; b1 -= rate * gb1",
    ]


def test_a_run_of_large_numbers_reads_them_from_a_file() -> None:
    walk = record(opened([{"kind": "dense", "units": 40, "activation": "relu"}], "digits8x8"))
    assert not is_embedded(walk)
    assert "save microscope.npz beside this program" in program(walk)


def test_the_functions_stand_before_what_calls_them() -> None:
    walk = record(TrainingRun(opened([{"kind": "dense", "units": 3, "activation": "gelu"}]).experiment))
    code = program(walk)
    assert code.index("def normal") < code.index("def gelu(") < code.index("for look")
    assert "def sigmoid" not in code
