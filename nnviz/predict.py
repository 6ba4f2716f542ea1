"""nnviz predict: pictures of digits, or a file of Kaggle's, read by a trained network."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from nnviz.arguments import UsageError, new_file
from nnviz.data.centring import Frame, centred, squeezed
from nnviz.data.pictures import ink_of
from nnviz.training.submission import write_submission
from nnviz.training.trained import Trained, TrainedError, on_board


def add_predict(commands: Any) -> None:
    """Add the command to the parsers of the command line."""
    parser = commands.add_parser("predict", help="read pictures of digits, or answer Kaggle's test.csv")
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="PNG or JPEG pictures of a digit each, or a .csv"
    )
    parser.add_argument(
        "--weights", type=Path, metavar="FILE.npz", help="of a trained network, instead of the one on board"
    )
    parser.add_argument(
        "--out", type=new_file(".csv"), metavar="FILE.csv", help="where the answers to a .csv of digits go"
    )
    parser.add_argument(
        "--whole", action="store_true", help="take pictures as they are, with no digit cut out and centred"
    )
    parser.add_argument("--json", action="store_true", help="print the answers as JSON in the last line")
    parser.set_defaults(command=predict)


def predict(options: argparse.Namespace) -> int:
    """Print what each picture is taken for, or write a submission; return 2 if one was unreadable."""
    tables = [path for path in options.files if path.suffix.lower() == ".csv"]
    if tables and len(options.files) > 1:
        raise UsageError(f"{tables[0]} is a table of digits; give it alone")
    trained = on_board() if options.weights is None else Trained.load(options.weights)
    if tables:
        return _submit(tables[0], trained, options)
    if options.out is not None:
        raise UsageError("--out is for a submission, which is made of a .csv file of digits")
    return _read_pictures(trained, options)


def _submit(table: Path, trained: Trained, options: argparse.Namespace) -> int:
    if options.out is None:
        raise UsageError("say with --out submission.csv where the answers should go")
    count = write_submission(table, options.out, trained)
    if options.json:
        print(json.dumps({"file": str(options.out), "rows": count}))
    else:
        print(f"{options.out}: {count:,} digits, {_by(trained)}")
    return 0


def _read_pictures(trained: Trained, options: argparse.Namespace) -> int:
    from nnviz.ui.pictures import PictureError, read_picture  # only here: Qt reads PNG and JPEG

    if not trained.side:
        raise TrainedError(
            f"the network takes {trained.network.input_shape}, which is no square grey picture"
        )
    make = squeezed if options.whole else centred
    answers = []
    for path in options.files:
        try:
            seen = make(ink_of(read_picture(path)), Frame.of_side(trained.side))
        except PictureError as error:
            print(f"nnviz: {error}", file=sys.stderr)
            continue
        answers.append(_answer(path, trained, trained.probabilities(seen.image[None])[0].tolist()))
    if options.json:
        print(json.dumps(answers))
    elif answers:
        print(_by(trained), *map(_in_words, answers), sep="\n")
    return 0 if len(answers) == len(options.files) else 2


def _answer(path: Path, trained: Trained, probabilities: list[float]) -> dict[str, Any]:
    """Return a picture's answer as JSON has it; a class that is called by a number is a number."""
    best = max(range(len(probabilities)), key=probabilities.__getitem__)
    name = trained.class_names[best] if len(trained.class_names) == len(probabilities) else str(best)
    label = int(name) if name.isdecimal() else name
    return {"file": str(path), "label": label, "probabilities": probabilities}


def _in_words(answer: dict[str, Any]) -> str:
    return f"{answer['file']}: {answer['label']}, {100 * max(answer['probabilities']):.1f} % sure"


def _by(trained: Trained) -> str:
    return f"read by a network trained beforehand: {trained.origin}" if trained.origin else "read"
