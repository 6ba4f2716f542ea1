"""Map: test samples where a layer puts them, moving as the network learns."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QWidget

from nnviz.data import Dataset
from nnviz.training.presets import preset
from nnviz.training.probes.layer_map import LAST_HIDDEN, LayerMap, LayerPoints, turned_onto
from nnviz.ui.drawing.point_map import PointMap
from nnviz.ui.fonts import font, width_of
from nnviz.ui.layer_choice import LayerChoice
from nnviz.ui.numerals import ColourLimit, count, percent, short
from nnviz.ui.panels.legend import Entry, RingKey
from nnviz.ui.panels.panel import Table
from nnviz.ui.panels.probe_panel import ProbePanel
from nnviz.ui.sample_rows import grey_images
from nnviz.ui.selection import Sample, Selection
from nnviz.ui.theme import Theme

if TYPE_CHECKING:
    from nnviz.ui.session import Session

_LOOSE = 0.35
"""Of the limit: where all points lie within this part of it, the map takes a closer look."""


class LayerMapPanel(ProbePanel):
    """A layer's activations for many test samples, by their first two principal components.

    Parameters
    ----------
    theme : Theme
    session : Session
        Gives what was measured, and holds the sample that is selected.
    """

    key = "map"
    title = "Map"
    help_text = (
        "A layer turns each sample into a row of activations. The map shows the test samples in the plane in "
        "which these rows differ most, their first two principal components. Samples that the layer finds "
        "alike lie close together: while the network learns, the classes move apart. Wrong ones are ringed. "
        "From picture to picture the plane is turned so that points move and do not jump. Click a point to "
        "see its sample."
    )
    rate = 6.0
    least_size = (320, 200)
    legend_below = True

    def __init__(self, theme: Theme, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(theme, session, parent)
        self._found: LayerPoints | None
        self._layer = LAST_HIDDEN
        self._places: np.ndarray[tuple[int, ...], np.dtype[np.floating]] | None = None
        self._limit = ColourLimit()
        self._pointer: int | None = None
        self._layers = LayerChoice(self.title_line)
        self._layers.chosen.connect(self._choose)
        self._map = PointMap(theme)
        self._map.hovered.connect(self._point_at)
        self._map.clicked.connect(self._select)
        self.set_content(self._map)
        self.legend.end_with()
        session.selection.changed.connect(self._follow_selection)
        self.apply_theme(theme)

    # -- what a panel is ---------------------------------------------------------------------

    def table(self) -> Table:
        """Return each sample with its place, its class and the network's answer."""
        return Table(("sample", "x", "y", "class", "predicted"), self._rows())

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        super().apply_theme(theme)
        self._map.apply_theme(theme)
        self._tell()

    # -- inside ------------------------------------------------------------------------------

    @property
    def _probe(self) -> LayerMap | None:
        dataset = self._dataset
        has_classes = dataset is not None and dataset.class_names and len(dataset.test)
        return LayerMap(self._layer) if has_classes else None

    def _take(self, dataset: Dataset) -> None:
        self._layer = LAST_HIDDEN
        self._forget()
        self._map.set_class_names(dataset.class_names)
        if self._probe is None:
            mnist = preset("mnist")
            load = partial(self._session.load, mnist)
            self.show_empty("A map needs test samples of several classes.", f"Load {mnist.about.title}", load)

    def _forget(self) -> None:
        self._found = self._places = self._pointer = None
        self._limit.reset()

    def _choose(self, layer: int) -> None:
        self._layer = layer
        self._forget()
        self.probes_changed.emit()

    def _show_found(self, found: LayerPoints) -> None:
        is_first, self._found = self._found is None, found
        self.show_content()
        self._layers.offer(found.count, found.index)
        if is_first:
            self.title_line.set_note("")  # it is fitted anew beside the layers
        places = found.places
        if self._places is not None and len(self._places) == len(places):
            places = turned_onto(places, self._places)
        self._places = places
        self._widen(float(np.abs(places).max(initial=0.0)))
        self._map.set(places, found.labels, found.wrong, self._limit.value)
        self.title_line.set_note(f"{percent(float(found.explained.sum()), 0)} of the variance")
        self._follow_selection(self._session.selection.now)
        self._tell()

    def _widen(self, largest: float) -> None:
        """Let the map reach as far as the points; it comes closer seldom, so that it does not creep."""
        if largest < _LOOSE * self._limit.value:
            self._limit.reset()
        self._limit.widen(largest, largest)

    def _select(self, point: int) -> None:
        self._session.selection.select(sample=Sample("test", point))

    def _follow_selection(self, selection: Selection) -> None:
        """Ring the selected sample and show what it is in the corner."""
        sample, found = selection.sample, self._found
        here = found is not None and sample is not None and sample.split == "test"
        row = sample.row if here and sample is not None else None
        self._map.select(row)
        if row is None or found is None or self._dataset is None:
            self._map.show_image(None)
        elif row < len(found.labels):
            image = grey_images(self._dataset.test, [row])[0] if self._dataset.is_image else None
            self._map.show_image(image, self._words_of(row))

    # -- words -------------------------------------------------------------------------------

    def _words_of(self, row: int) -> list[tuple[str, bool]]:
        """Say of a sample what it is and what it is taken for, and whether that is wrong."""
        assert self._found is not None
        assert self._dataset is not None
        names, wrong = self._dataset.class_names, bool(self._found.wrong[row])
        truth, answer = (names[int(of[row])] for of in (self._found.labels, self._found.answers))
        return [(f"test {count(row)}", False), (f"{truth} read as {answer}", wrong)]

    def _point_at(self, point: int | None) -> None:
        self._pointer = point
        self._tell()

    def _tell(self) -> None:
        found = self._found
        wrong = int(found.wrong.sum()) if found is not None else 0
        self.legend.set_entries((Entry(RingKey(), "wrong"),) if found is not None else ())
        room = self.legend.room
        bold = font(self.theme.size.small, 600)
        sentences: tuple[str, ...] = ()
        if found is not None and self._pointer is not None and self._pointer < len(found.labels):
            sentences = (": ".join(text for text, _ in self._words_of(self._pointer)),)
        elif found is not None:
            few, edge = f"{count(len(found.labels))} test samples", f"edge at ±{short(self._limit.value)}"
            sentences = (f"{few}, {count(wrong)} wrong; {edge}", f"{few}; {edge}", edge)
        self.legend.set_readout(next((t for t in sentences if width_of(t, bold) <= room), ""))

    def _rows(self) -> Iterator[tuple[int, float, float, str, str]]:
        found, places = self._found, self._places
        if found is None or places is None or self._dataset is None:
            return
        names = self._dataset.class_names
        columns = places.tolist(), found.labels.tolist(), found.answers.tolist()
        for row, ((x, y), label, answer) in enumerate(zip(*columns, strict=True)):
            yield row, x, y, names[label], names[answer]
