"""View: where data coordinates fall on the pixels of a plot."""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.float64]


class Span(msgspec.Struct, frozen=True):
    """What one axis shows: `low` to `high`, as powers of ten if `log`."""

    low: float
    high: float
    log: bool = False

    def to_axis(self, values: npt.ArrayLike) -> Pixels:
        """Return values as places on the axis; what a log axis cannot show is not a number."""
        numbers = np.asarray(values, np.float64)
        if not self.log:
            return numbers
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(numbers > 0, np.log10(numbers), np.nan)

    def to_data(self, place: float) -> float:
        """Return the value at a place on the axis."""
        return float(10.0**place) if self.log else place


class View(msgspec.Struct, frozen=True):
    """A rectangle of the data on `width` by `height` logical pixels, y upwards."""

    horizontal: Span
    vertical: Span
    width: int
    height: int
    scale: float = 1.0
    """Device pixels to a logical one."""

    @property
    def x_limits(self) -> tuple[float, float]:
        """The x values at the left and right edge."""
        span = self.horizontal
        return span.to_data(span.low), span.to_data(span.high)

    def x(self, values: npt.ArrayLike) -> Pixels:
        """Return the pixel columns of x values."""
        return self.place_columns(self.horizontal.to_axis(values))

    def y(self, values: npt.ArrayLike) -> Pixels:
        """Return the pixel rows of y values, from the top."""
        return self.place_rows(self.vertical.to_axis(values))

    def place_columns(self, places: npt.ArrayLike) -> Pixels:
        """Return the pixel columns of places on the horizontal axis."""
        span = self.horizontal
        return (np.asarray(places, np.float64) - span.low) * (self.width / (span.high - span.low))

    def place_rows(self, places: npt.ArrayLike) -> Pixels:
        """Return the pixel rows, from the top, of places on the vertical axis."""
        span = self.vertical
        return (span.high - np.asarray(places, np.float64)) * (self.height / (span.high - span.low))

    def data(self, column: float, row: float) -> tuple[float, float]:
        """Return the data coordinates of a pixel."""
        across, up = self.horizontal, self.vertical
        x = across.low + column * (across.high - across.low) / self.width
        y = up.high - row * (up.high - up.low) / self.height
        return across.to_data(x), up.to_data(y)

    def holds(self, column: float, row: float) -> bool:
        """Tell whether a pixel lies within."""
        return 0 <= column < self.width and 0 <= row < self.height
