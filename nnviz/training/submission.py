"""A submission: the class of every digit of Kaggle's test.csv, in its order."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from nnviz.data import DataError
from nnviz.data.digit_csv import unlabelled_digits
from nnviz.training.trained import Trained, TrainedError

HEADER = "ImageId,Label"
#: Pixels across of the digits in Kaggle's files.
SIDE = 28


class StoppedError(Exception):
    """Somebody has had enough; nothing was written."""


def write_submission(
    digits: Path, out: Path, trained: Trained, progress: Callable[[float], bool] = lambda _share: True
) -> int:
    """Write ``ImageId,Label`` for each row of a file of digits; return how many there were.

    The file appears when it is whole: whatever goes wrong, one that was there before stays.

    Parameters
    ----------
    progress
        Called with the share of the file that has been read; returns whether to go on.

    Raises
    ------
    nnviz.data.DataError, TrainedError
        One sentence: a line is no digit, a file cannot be read or written, the network reads others.
    StoppedError
        If `progress` said so.
    """
    if trained.side != SIDE or len(trained.class_names) != trained.network.output_shape[0]:
        raise TrainedError(
            f"the network takes {trained.network.input_shape} and gives {trained.network.output_shape}; "
            f"Kaggle's digits need one that tells classes in pictures of {SIDE} x {SIDE}"
        )
    unfinished = out.with_name(out.name + ".unfinished")
    try:
        size = max(digits.stat().st_size, 1)
        count = _write(digits, unfinished, trained, lambda position: progress(position / size))
        os.replace(unfinished, out)
    except OSError as error:
        raise DataError(f"{error.filename or out} cannot be used: {error.strerror or error}.") from None
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def _write(digits: Path, out: Path, trained: Trained, progress: Callable[[int], bool]) -> int:
    count = 0
    with out.open("w", encoding="ascii", newline="\n") as file:
        file.write(HEADER + "\n")
        for images, position in unlabelled_digits(digits):
            for answer in trained.probabilities(images).argmax(axis=1).tolist():
                count += 1
                file.write(f"{count},{trained.class_names[answer]}\n")
            if not progress(position):
                raise StoppedError
    return count
