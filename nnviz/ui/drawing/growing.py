"""What is known of a column of numbers that grows while a network trains, kept up as it grows.

A redraw looks only at what is new, so that it costs the same at the millionth step as at the first.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from nnviz.training.history import Branch, HistoryView, Pace

Floats = npt.NDArray[np.floating]

_CHUNK = 4096
_NARROWER = 8
"""Windows at the end reach at most over this part of all values."""
_WIDE = 1e8
"""A largest value this many times the median would drown the others in a running sum."""


def same_number(one: float, other: float) -> bool:
    """Tell whether two numbers are equal or both none."""
    return bool(one == other or (one != one and other != other))


class Growing:
    """Tells what is new of a column that grows, and notices when it is another one.

    A column goes on from what was taken if it still holds the last value taken at the same place; after a
    reset or a step back the numbers differ there.
    """

    def __init__(self) -> None:
        self.taken = 0
        self._last = np.nan

    def new_from(self, values: Floats) -> int:
        """Take a column, and return from where on it is new: 0 for another column."""
        taken = self.taken
        goes_on = len(values) >= taken and (taken == 0 or same_number(values[taken - 1], self._last))
        if len(values):
            self._last = values[-1]
        self.taken = len(values)
        return taken if goes_on else 0


class Extent:
    """The least positive and the largest of the finite values of a growing column."""

    def __init__(self) -> None:
        self._column = Growing()
        self.low, self.high = np.inf, -np.inf

    def take(self, values: Floats) -> None:
        """Take a column as it is now."""
        first = self._column.new_from(values)
        if first == 0:
            self.low, self.high = np.inf, -np.inf
        new = values[first:]
        if not len(new):
            return
        low, high = float(new.min()), float(new.max())
        if not 0 < low <= high < np.inf:  # what is not finite or not positive is left out
            new = new[np.isfinite(new)]
            positive = new[new > 0]
            low, high = float(positive.min(initial=np.inf)), float(new.max(initial=-np.inf))
        self.low, self.high = min(self.low, low), max(self.high, high)


class Grown:
    """An array that values are appended to; views of it stay right."""

    def __init__(self) -> None:
        self._room = np.empty(1024)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def append(self, values: Floats) -> None:
        """Put values at the end."""
        length = self._length + len(values)
        if length > len(self._room):
            larger = np.empty(2 * length)
            larger[: self._length] = self._room[: self._length]
            self._room = larger
        self._room[self._length : length] = values
        self._length = length

    def view(self) -> Floats:
        """Return what there is, without a copy."""
        return self._room[: self._length]


class Percents:
    """A growing column of shares in per cent."""

    def __init__(self) -> None:
        self._column = Growing()
        self._percents = Grown()

    def of(self, shares: Floats) -> Floats:
        """Take a column as it is now, and return it in per cent."""
        first = self._column.new_from(shares)
        if first == 0:
            self._percents = Grown()
        self._percents.append(100 * shares[first:])
        return self._percents.view()


class CentredMean:
    """The mean of a growing column over a window around each place, so that it does not lag.

    Near the beginning the window is as narrow as it has to be to stay centred. Near the end it is cut off;
    those places are kept apart, because their means still change.

    Parameters
    ----------
    half : int
        Values to either side of the middle one.
    """

    def __init__(self, half: int) -> None:
        self.half = half
        self._column = Growing()
        self._means = Grown()

    def take(self, values: Floats) -> None:
        """Take a column as it is now."""
        if self._column.new_from(values) == 0:
            self._means = Grown()
        half, means, count = self.half, self._means, len(values)
        if len(means) < half:
            # Means over the first 1, 3, 5 ... values, as far as there are as many.
            final = min(half, (count + 1) // 2)
            sums = np.cumsum(values[: 2 * half])
            odd = np.arange(len(means), final)
            means.append(sums[2 * odd] / (2 * odd + 1))
        while half <= len(means) < count - half:
            stop = min(len(means) + _CHUNK, count - half)
            means.append(_window_means(values[len(means) - half : stop + half], 2 * half + 1))

    @property
    def settled(self) -> Floats:
        """The means, from the first place on, that stay as they are."""
        return self._means.view()

    def tail(self, values: Floats) -> Floats:
        """Return the means at the last places, over windows that the end cuts off.

        While there are few values the windows are narrower, or all would be the mean of everything.
        """
        count, first = len(values), len(self._means)
        if first == count:
            return values[:0]
        at = np.arange(first, count)
        narrowest = min(self.half, count // _NARROWER)
        reach = np.minimum(self.half, np.minimum(at, np.maximum(count - 1 - at, narrowest)))
        starts, stops = at - reach, np.minimum(at + reach + 1, count)
        start = int(starts[0])
        pairs = np.stack((starts, stops), axis=1).ravel() - start
        sums = np.add.reduceat(np.append(values[start:], 0.0), pairs)[::2]
        means: Floats = sums / (stops - starts)
        return means


def _window_means(values: Floats, width: int) -> Floats:
    """Return the mean of each `width` successive values."""
    if values.max() > _WIDE * np.median(values):
        means: Floats = np.lib.stride_tricks.sliding_window_view(values, width).mean(axis=1)
        return means
    sums = np.cumsum(values)
    sums[width:] = sums[width:] - sums[:-width]
    return sums[width - 1 :] / width


class StepPlaces:
    """The places of steps on an axis of steps."""

    name = "step"

    def __init__(self) -> None:
        self._steps = np.arange(1024.0)

    def of_losses(self, history: HistoryView) -> Floats:
        """Return where the loss of each step stands, (steps,)."""
        count = len(history.losses)
        if count > len(self._steps):
            self._steps = np.arange(2.0 * count)
        return self._steps[:count]

    def of_measurements(self, history: HistoryView) -> Floats:
        """Return where each measurement stands, (rows,)."""
        return history.measurements[:, 0]

    def of_branch(self, history: HistoryView, branch: Branch) -> Floats:  # noqa: ARG002
        """Return where the losses of a future that was left behind stand."""
        return branch.steps

    def of(self, history: HistoryView, step: float) -> float:  # noqa: ARG002
        """Return where one step stands."""
        return float(step)

    def step_at(self, history: HistoryView, place: float) -> int:  # noqa: ARG002
        """Return the step at a place."""
        return round(place)


class EpochPlaces:
    """The places of steps on an axis of epochs; the batch size may change on the way."""

    name = "epoch"

    def __init__(self) -> None:
        self._epochs = Grown()
        self._paces: tuple[Pace, ...] = ()

    def of_losses(self, history: HistoryView) -> Floats:
        """Return where the loss of each step stands, (steps,)."""
        if history.paces != self._paces or len(history.losses) < len(self._epochs):
            self._paces, self._epochs = history.paces, Grown()
        new = np.arange(len(self._epochs), len(history.losses), dtype=np.float64)
        if len(new):
            self._epochs.append(history.epochs(new))
        return self._epochs.view()

    def of_measurements(self, history: HistoryView) -> Floats:
        """Return where each measurement stands, (rows,)."""
        return history.measurements[:, 1]

    def of_branch(self, history: HistoryView, branch: Branch) -> Floats:
        """Return where the losses of a future that was left behind stand."""
        return replace(history, paces=branch.paces).epochs(branch.steps)

    def of(self, history: HistoryView, step: float) -> float:
        """Return where one step stands."""
        return float(history.epochs(np.array([step], np.float64))[0])

    def step_at(self, history: HistoryView, place: float) -> int:
        """Return the step at a place."""
        return history.step_at(place)


Places = StepPlaces | EpochPlaces
