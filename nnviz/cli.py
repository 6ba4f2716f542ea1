"""nnviz train, list, shot and bench: the same runs without a window."""

from __future__ import annotations

import argparse
import json
import math
import os
import shlex
import sys
from collections.abc import Callable, Sequence
from textwrap import fill
from time import perf_counter
from typing import Any

import numpy as np
from msgspec.structs import replace

from nnviz import __version__
from nnviz.arguments import Parser, UsageError, assignment, new_file, number, size, whole
from nnviz.data import DataError
from nnviz.data.file_kinds import data_set_for
from nnviz.predict import add_predict
from nnviz.training.edits import RestoreBest
from nnviz.training.evaluate import evaluate
from nnviz.training.experiment import Experiment
from nnviz.training.presets import GROUPS, find_run, preset, preset_names
from nnviz.training.rate_finder import STEPS_A_DECADE, find_rate
from nnviz.training.reading import ExperimentError
from nnviz.training.report import report_on
from nnviz.training.run import DivergedError, TrainingRun
from nnviz.training.saved_run import SavedRun
from nnviz.training.trained import Trained, TrainedError


def main(arguments: Sequence[str]) -> int:
    """Carry out a command line; return its exit code: 1 for a run that diverged, 2 for a wrong command."""

    def command() -> int:
        options = _parser().parse_args(arguments)
        options.words = shlex.join(("nnviz", *arguments))
        code = int(options.command(options))
        sys.stdout.flush()  # here, where it can still be said that it could not be written
        return code

    return guarded(command)


def guarded(command: Callable[[], int]) -> int:
    """Carry out a command; whatever it refuses becomes one sentence on standard error and exit code 2."""
    try:
        return command()
    except (UsageError, ExperimentError, DataError, TrainedError) as error:
        print(f"nnviz: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever read the output has seen enough
        _drop_output()
        return 0
    except OSError as error:
        _drop_output()
        print(
            f"nnviz: {error.filename or 'the output'} cannot be used: {error.strerror or error}",
            file=sys.stderr,
        )
        return 2


def _drop_output() -> None:
    """Send what is still to be written nowhere, or the interpreter would fail over it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> Parser:
    parser = Parser(prog="nnviz", description="Train small neural networks and watch them learn.")
    parser.add_argument("--version", action="version", version=f"nnviz {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)
    _add_list(commands)
    _add_train(commands)
    add_predict(commands)
    _add_shot(commands)
    _add_bench(commands)
    return parser


def _add_list(commands: Any) -> None:
    parser = commands.add_parser("list", help="the presets, their sources and figures")
    parser.set_defaults(command=list_presets)


def _add_train(commands: Any) -> None:
    parser = commands.add_parser("train", help="train an experiment to its end and print what came of it")
    _add_experiment(parser)
    _add_length(parser)
    parser.add_argument(
        "--report", action="store_true", help="print precision, recall and f1 of each class, or R², on test"
    )
    parser.add_argument(
        "--find-rate", action="store_true", help="only try out learning rates on a short run and suggest one"
    )
    parser.add_argument(
        "--save", type=new_file(".npz"), metavar="FILE.npz", help="keep the trained weights in this file"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    parser.set_defaults(command=train)


def _add_shot(commands: Any) -> None:
    parser = commands.add_parser("shot", help="a picture of the window, or of one panel, for a slide")
    _add_experiment(parser)
    _add_length(parser)
    parser.add_argument(
        "--out", required=True, type=new_file(".png"), metavar="FILE.png", help="the picture to write"
    )
    parser.add_argument(
        "--size", type=size, default=(1280, 720), metavar="WxH", help="of the window, in pixels"
    )
    parser.add_argument(
        "--scale", type=number(0.5, 8), default=1.0, help="pixels of the picture for each of the window's"
    )
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--panel", metavar="NAME", help="only this panel")
    parser.set_defaults(command=_shot)


def _add_bench(commands: Any) -> None:
    parser = commands.add_parser(
        "bench", help="measure what the window costs the training, in one paired run"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    parser.set_defaults(command=_bench)


def _add_experiment(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("experiment", metavar="EXPERIMENT", help="a preset's name or a .toml file")
    parser.add_argument("--seed", type=whole(0), help="for data, weights and order alike")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        type=assignment,
        metavar="FIELD=VALUE",
        help="another value for a field, e.g. learning.learning_rate=0.1",
    )


def _add_length(parser: argparse.ArgumentParser) -> None:
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--epochs", type=whole(0), help="passes over the training split")
    length.add_argument("--steps", type=whole(0), help="updates")


# commands


def run_of(options: argparse.Namespace) -> SavedRun:
    """Return the run that the options ask for: an experiment, and the edits that its file gives."""
    saved = find_run(options.experiment)
    experiment = saved.experiment
    changes = dict(options.set)
    if "data.file" in changes and "data.name" not in changes and not hasattr(experiment.data, "file"):
        changes["data.name"] = data_set_for(str(changes["data.file"]))
    if options.seed is not None:
        follows = experiment.seeds.weights == 0  # the weights go on in the data's stream, with any seed
        changes |= {
            f"seeds.{name}": options.seed for name in ("data", "order") + (() if follows else ("weights",))
        }
    if options.epochs is not None and options.epochs > 0:
        changes["stop.epochs"] = options.epochs
    return replace(saved, experiment=experiment.with_changes(changes)) if changes else saved


def list_presets(options: argparse.Namespace) -> int:
    """Print each preset with its title, source and published figure."""
    del options
    width = max(len(name) for name in preset_names())
    indent = " " * (width + 2)
    for heading, names in GROUPS.items():
        print(heading)
        for about, name in ((preset(name).about, name) for name in names):
            print(f"{name:{width}}  {about.title}: {about.figure}")
            print(fill(about.source, 100, initial_indent=indent, subsequent_indent=indent))
        print()
    return 0


def train(options: argparse.Namespace) -> int:
    """Train to the end and print loss and accuracy on whole splits."""
    saved = run_of(options)
    if options.find_rate:
        return suggest_rate(saved.experiment, options)
    run = saved.begin()
    began = perf_counter()
    with np.errstate(all="ignore"):
        try:
            _advance(run, _steps_to_make(options, saved, run))
        except DivergedError as error:
            print(
                f"nnviz: {error}; try a smaller learning rate than {run.experiment.learning.learning_rate:g}",
                file=sys.stderr,
            )
            return 1
    report = _report(options.experiment, run, perf_counter() - began)
    if options.save is not None:
        Trained.of(run.network, run.dataset, options.words).save(options.save)
    if options.report:
        print(report_on(run.network, run.dataset.test, run.dataset))
    print(json.dumps(report) if options.json else _in_words(report))
    return 0


def suggest_rate(experiment: Experiment, options: argparse.Namespace) -> int:
    """Print a learning rate that suits an experiment, or all that the range test found."""
    found = find_rate(experiment)
    if options.json:
        names = ("experiment", "suggestion", "rates", "losses")
        values = (options.experiment, found.suggestion, found.rates.tolist(), found.losses.tolist())
        print(json.dumps(dict(zip(names, values, strict=True))))
        return 0
    for rate, loss in list(zip(found.rates, found.losses, strict=True))[:: STEPS_A_DECADE // 2]:
        print(f"rate {rate:8.2g}  loss {loss:.4g}")
    print(f"suggested: {found.suggestion:g} (the experiment has {experiment.learning.learning_rate:g})")
    return 0


def _steps_to_make(options: argparse.Namespace, saved: SavedRun, run: TrainingRun) -> int:
    """Return how many steps were asked for: those of a saved run, or else the experiment's own epochs."""
    if options.steps is not None:
        return int(options.steps)
    if saved.is_under_way and options.epochs is None:
        return saved.steps
    epochs = run.experiment.stop.epochs if options.epochs is None else options.epochs
    return int(epochs) * run.batches.batches_per_epoch


def _advance(run: TrainingRun, steps: int) -> None:
    """Make steps, with a progress bar if somebody sits at a terminal."""
    from tqdm import tqdm  # only here: nothing else should wait for its import

    tqdm.monitor_interval = 0  # no thread of its own
    with tqdm(total=steps, unit="step", disable=not sys.stderr.isatty(), mininterval=0.2) as bar:
        done = 0
        while done < steps:
            some = min(100, steps - done)
            for _ in range(some):
                run.step()
                if run.stopped_early:
                    run.apply(RestoreBest())
                    return
            done += some
            bar.update(some)


def _report(name: str, run: TrainingRun, seconds: float) -> dict[str, Any]:
    report = {
        "experiment": name,
        "steps": run.steps,
        "epochs": run.epochs,
        "seconds": round(seconds, 3),
        "parameters": len(run.network.parameters),
    }
    for split in ("train", "test"):
        loss, accuracy = evaluate(
            run.network, getattr(run.dataset, split), run.dataset, run.experiment.learning.loss
        )
        report[split] = {"loss": _finite(loss), "accuracy": _finite(accuracy)}
    return report


def _finite(value: float) -> float | None:
    """Return the value, or null for what JSON has no number for: the accuracy of a regression."""
    return value if math.isfinite(value) else None


def _in_words(report: dict[str, Any]) -> str:
    splits = (
        f"{name}: loss {report[name]['loss']:.4g}, accuracy {100 * report[name]['accuracy']:.2f} %"
        if report[name]["accuracy"] is not None
        else f"{name}: loss {report[name]['loss']}"
        for name in ("train", "test")
    )
    return f"{report['steps']:,} steps, {report['epochs']:g} epochs, {report['seconds']:.1f} s; " + "; ".join(
        splits
    )


def _shot(options: argparse.Namespace) -> int:
    from nnviz.shot import Picture, shoot

    saved = run_of(options)
    run = saved.begin()
    picture = Picture(options.out, options.size, options.scale, options.theme, options.panel or "")
    shoot(run, _steps_to_make(options, saved, run), picture)
    return 0


def _bench(options: argparse.Namespace) -> int:
    from nnviz.bench import bench  # needs Qt

    return int(bench(as_json=options.json))
