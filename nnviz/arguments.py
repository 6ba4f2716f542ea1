"""What may stand on the command line, and the one sentence for what may not."""

from __future__ import annotations

import argparse
import math
import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn


class UsageError(ValueError):
    """Something asked for that cannot be; its sentence says what would be right."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose refusals are one sentence and exit code 2."""

    def error(self, message: str) -> NoReturn:
        """Refuse, without the usage lines that nobody reads twice."""
        raise UsageError(f"{message} (see {self.prog} --help)")


def whole(least: int) -> Callable[[str], int]:
    """Return a reader of whole numbers from `least` up."""

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = least - 1
        if value < least:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} up")
        return value

    return read


def number(least: float, most: float) -> Callable[[str], float]:
    """Return a reader of numbers in closed limits."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number from {least:g} to {most:g}")
        return value

    return read


def size(text: str) -> tuple[int, int]:
    """Read a size such as 1280x720, in pixels."""
    across, _, down = text.lower().partition("x")
    try:
        width, height = int(across), int(down)
    except ValueError:
        width, height = 0, 0
    if not (320 <= width <= 16_384 and 200 <= height <= 16_384):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a size such as 1280x720, from 320x200 to 16384x16384"
        )
    return width, height


def new_file(suffix: str) -> Callable[[str], Path]:
    """Return a reader of the names of files to be written, which end in `suffix`."""

    def read(text: str) -> Path:
        path = Path(text)
        if path.suffix.lower() != suffix:
            raise argparse.ArgumentTypeError(f"{text!r} does not end in {suffix}")
        if not path.parent.is_dir():
            raise argparse.ArgumentTypeError(f"the folder {str(path.parent)!r} does not exist")
        if path.is_dir():
            raise argparse.ArgumentTypeError(f"{text!r} is a folder, not a file")
        place = path if path.exists() else path.parent
        if not os.access(place, os.W_OK):  # now, not after an hour of training
            raise argparse.ArgumentTypeError(f"nothing may be written to {str(place)!r}")
        return path

    return read


def assignment(text: str) -> tuple[str, Any]:
    """Read field=value; the value as TOML has it, or else as plain text."""
    path, equals, value = text.partition("=")
    if not equals or "." not in path or not all(path.split(".")):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not of the form field=value, e.g. learning.learning_rate=0.1"
        )
    try:
        return path.strip(), tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return path.strip(), value.strip()
