"""Digits of one's own: drawings with the digit that each is, kept in two IDX files."""

from __future__ import annotations

import gzip
import os
import struct
from functools import lru_cache
from pathlib import Path

import msgspec
import numpy as np

from nnviz.data.centring import Frame, centred, squeezed
from nnviz.data.dataset import Array, DataError
from nnviz.data.idx import UNSIGNED_BYTES, read_idx

SIDE = 112
MOST = 1000
IMAGES, LABELS = "digits-images-idx3-ubyte.gz", "digits-labels-idx1-ubyte.gz"
REMEDY = "delete it to begin anew"


class KeptDigits(msgspec.Struct, frozen=True, eq=False):
    """A small test set; frozen, and equal to itself alone, so that a probe may hold it.

    Attributes
    ----------
    drawings : uint8 array (n, 112, 112)
        255 is ink.
    labels : uint8 array (n,)
    """

    drawings: Array
    labels: Array

    @classmethod
    def none(cls) -> KeptDigits:
        """Return a set without digits."""
        return cls(np.empty((0, SIDE, SIDE), np.uint8), np.empty(0, np.uint8))

    def __len__(self) -> int:
        return len(self.labels)

    def with_digit(self, drawing: Array, label: int) -> KeptDigits:
        """Return the set with one more; the oldest goes when there are too many.

        Parameters
        ----------
        drawing : uint8 array (height, width)
            A square whose side is a multiple of 112.
        """
        factor = len(drawing) // SIDE
        small = drawing.reshape(SIDE, factor, SIDE, factor).mean(axis=(1, 3))
        drawings = np.concatenate((self.drawings, np.rint(small).astype(np.uint8)[None]))
        labels = np.append(self.labels, np.uint8(label))
        return KeptDigits(drawings[-MOST:], labels[-MOST:])

    def without_last(self) -> KeptDigits:
        """Return the set without the digit that was kept last."""
        return KeptDigits(self.drawings[:-1], self.labels[:-1])

    @lru_cache(maxsize=8)  # noqa: B019  small, and of the newest sets alone
    def images(self, frame: Frame, are_centred: bool) -> Array:
        """Return what a network is given of each: (n, side, side)."""
        make = centred if are_centred else squeezed
        images = [make(drawing, frame).image for drawing in self.drawings]
        return np.array(images, np.uint8).reshape(-1, frame.side, frame.side)

    def save(self, folder: Path) -> None:
        """Write both files; one that is there already is replaced when the new one is whole.

        Raises
        ------
        DataError
            If they cannot be written.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, array in ((IMAGES, self.drawings), (LABELS, self.labels)):
                unfinished = folder / f"{name}.unfinished"
                unfinished.write_bytes(gzip.compress(_idx_bytes(array), 1))
                os.replace(unfinished, folder / name)
        except OSError as error:
            raise DataError(f"The digits cannot be kept in {folder}: {error.strerror or error}.") from None

    @classmethod
    def load(cls, folder: Path) -> KeptDigits:
        """Read both files; a set without digits if there are none.

        Raises
        ------
        DataError
            If a file is damaged or of another kind.
        """
        if not (folder / IMAGES).exists():
            return cls.none()
        drawings, labels = read_idx(folder / IMAGES, 3, REMEDY), read_idx(folder / LABELS, 1, REMEDY)
        if drawings.shape[1:] != (SIDE, SIDE) or len(drawings) > MOST or labels.max(initial=0) > 9:
            raise DataError(f"The file {folder / IMAGES} holds no digits kept by this program; {REMEDY}.")
        both = min(
            len(drawings), len(labels)
        )  # between writing the one and the other somebody pulled the plug
        return cls(drawings[:both], labels[:both])


def _idx_bytes(array: Array) -> bytes:
    head = struct.pack(f">HBB{array.ndim}I", 0, UNSIGNED_BYTES, array.ndim, *array.shape)
    return head + array.tobytes()
