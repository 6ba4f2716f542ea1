"""Inside: what a layer makes of one image, unit by unit, and which pixels argue for a class."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import prod
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from nnviz.data import Dataset
from nnviz.training.edits.units import MuteUnit
from nnviz.training.moment import Failure, Snapshot
from nnviz.training.presets import preset
from nnviz.training.probes import Wanted
from nnviz.training.probes.inside import Accuracies, Argument, Inside, LayerInside, Muting, PixelArgument
from nnviz.ui.drawing.unit_tiles import UnitTiles
from nnviz.ui.fonts import font, width_of
from nnviz.ui.layer_choice import LayerChoice
from nnviz.ui.numerals import ColourLimit, short
from nnviz.ui.panels.inside import words
from nnviz.ui.panels.inside.parts import button, side_by_side
from nnviz.ui.panels.inside.pixel_side import PixelSide
from nnviz.ui.panels.legend import Entry, ScaleKey
from nnviz.ui.panels.panel import Panel, Table
from nnviz.ui.selection import Sample, Selection, Unit
from nnviz.ui.theme import GAP, Theme

if TYPE_CHECKING:
    from nnviz.ui.session import Session

_FIRST = Sample("test", 0)
_MUTING, _ACCURACY_RATE = Muting("test"), 1.0


class InsidePanel(Panel):
    """The units of a layer with their activations for one image, and the image's pixels as arguments.

    Parameters
    ----------
    theme : Theme
    session : Session
        Gives what was measured, and holds the sample and the unit that are selected.
    """

    key = "inside"
    title = "Inside"
    help_text = (
        "What the network makes of one image: click one among the predictions. Each unit of a layer has a "
        "tile, its weights, and beside it its activation for this image: a bar, or for a filter the map of "
        "where it found its pattern. At the left, which pixels argue for a class: where it is orange, more "
        "ink would raise the class's score, where it is blue, it would lower it. Click a unit and mute it to "
        "see what the test accuracy would be without it."
    )
    rate = 6.0
    least_size = (320, 200)
    legend_below = True

    def __init__(self, theme: Theme, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(theme, session, parent)
        self._dataset: Dataset | None = None
        self._sample, self._drawing = _FIRST, b""
        self._target: int | None = None
        self._index = 0
        self._found: LayerInside | None = None
        self._argument: Argument | None = None
        self._limits = {kind: ColourLimit() for kind in ("weights", "outputs")}
        self._pointer: int | None = None
        self._pixel: tuple[int, int] | None = None
        self._accuracies: Accuracies | None = None
        self._was_muted = False
        self._layers = LayerChoice(self.title_line)
        self._layers.chosen.connect(self._choose_layer)
        self._tiles, self._side = UnitTiles(theme), PixelSide(theme)
        self._tiles.hovered.connect(self._point_at)
        self._tiles.clicked.connect(self._select)
        self._side.hovered.connect(self._point_at_pixel)
        self._side.chosen.connect(self._choose_class)
        self.set_content(side_by_side(self._side, self._tiles))
        self._mute, self._back = button(self.legend), button(self.legend)
        self._mute.clicked.connect(self._toggle_muted)
        self._back.setText("Back to the sample")
        self._back.clicked.connect(lambda: session.selection.select(drawing=b""))
        self._back.hide()
        self.legend.end_with(self._back, self._mute)
        session.selection.changed.connect(self._follow_selection)
        self.apply_theme(theme)
        self._follow_selection(session.selection.now)

    # -- what a panel is ---------------------------------------------------------------------

    def probes(self) -> Sequence[Wanted]:
        """Ask for the layer and the pixels, and for both accuracies while a unit is muted."""
        if not self._has_images:
            return ()
        asked = [Wanted(self._layer_probe, self.rate), Wanted(self._pixel_probe, self.rate)]
        if self._is_muted:
            asked.append(Wanted(_MUTING, _ACCURACY_RATE))
        return asked

    def draw(self, snapshot: Snapshot) -> None:
        """Draw the layer and the pixels as they were measured last."""
        if not snapshot.moment.dataset.continues(self._dataset):
            self._take(snapshot.moment.dataset)
            snapshot = self._session.newest(snapshot)
        self._dataset = snapshot.moment.dataset
        if not self._has_images:
            return
        results = snapshot.results
        found, argument = results.get(self._layer_probe), results.get(self._pixel_probe)
        for failure in (found, argument):
            if isinstance(failure, Failure):
                self.show_failure(failure)
                return
        if isinstance(found, LayerInside) and found is not self._found:
            self._show_layer(found)
        if isinstance(argument, Argument) and argument is not self._argument:
            self._show_argument(argument)
        self._compare(results.get(_MUTING))

    def table(self) -> Table:
        """Return every activation."""
        rows = words.activation_rows(self._found.outputs) if self._found is not None else ()
        return Table(("unit", "row", "column", "activation"), rows)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        super().apply_theme(theme)
        self.legend.setFixedHeight(theme.size.row)  # as high as its button
        for part in (self._tiles, self._side):
            part.apply_theme(theme)
        self._fit()
        self._tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room between the image and the tiles."""
        super().resizeEvent(event)
        self._fit()

    @property
    def _layer_probe(self) -> Inside:
        return Inside(*self._sample, self._index, self._drawing)

    @property
    def _pixel_probe(self) -> PixelArgument:
        return PixelArgument(*self._sample, self._target, self._drawing)

    def _fit(self) -> None:
        self._side.fit(self.width(), self.height() - self.title_line.height() - self.legend.height())

    def _take(self, dataset: Dataset) -> None:
        """Take up another data set: nothing that was measured before belongs to it."""
        self._dataset, self._target = dataset, None
        self._sample = self._session.selection.now.sample or _FIRST
        self._forget()
        if not self._has_images:
            mnist = preset("mnist")
            load = partial(self._session.load, mnist)
            self.show_empty("There are no images to look into.", f"Load {mnist.about.title}", load)
        else:
            self._side.set_class_names(dataset.class_names)
            self._show_image(dataset)
        self.probes_changed.emit()

    @property
    def _has_images(self) -> bool:
        return self._dataset is not None and self._dataset.is_image and len(self._dataset.test) > 0

    def _forget(self) -> None:
        self._found = self._argument = self._accuracies = None
        for limit in self._limits.values():
            limit.reset()

    def _follow_selection(self, selection: Selection) -> None:
        sample = selection.sample or _FIRST
        if self._dataset is not None and self._has_images:
            is_other = sample != self._sample
            if is_other:
                self._sample, self._found, self._argument = sample, None, None
            if is_other or self._drawing_for(self._dataset) != self._drawing:
                self._show_image(self._dataset)
                self.probes_changed.emit()
        self._show_selected(selection.unit)

    def _drawing_for(self, dataset: Dataset) -> bytes:
        """Return what is drawn on the pad, if it is an image as those of the data set."""
        drawing = self._session.selection.now.drawing
        return drawing if len(drawing) == prod(dataset.input_shape) else b""

    def _show_image(self, dataset: Dataset) -> None:
        self._drawing = self._drawing_for(dataset)
        self._side.show_image(dataset, self._sample, self._drawing)
        self._back.setVisible(bool(self._drawing))

    def _choose_layer(self, index: int) -> None:
        self._index, self._pointer = index, None
        self._forget()
        self.probes_changed.emit()

    def _choose_class(self, target: int | None) -> None:
        self._target, self._argument = target, None
        self.probes_changed.emit()

    # -- drawing -----------------------------------------------------------------------------

    def _show_layer(self, found: LayerInside) -> None:
        is_first = self._found is None
        self._found, self._index = found, found.index
        self.show_content()
        self._layers.offer(found.count, found.index)
        self.title_line.set_note("" if is_first else self.title_line.note)  # fitted anew beside the layers
        weights = self._limits["weights"].widen(found.typical, found.largest)
        outputs = self._limits["outputs"].cover(found.outputs)
        self._tiles.set(found.weights, found.outputs, (weights, outputs), found.muted)
        self._show_selected(self._session.selection.now.unit)

    def _show_argument(self, argument: Argument) -> None:
        assert self._dataset is not None
        self._argument = argument
        names, split = self._dataset.class_names, getattr(self._dataset, self._sample.split)
        truth = None if self._drawing else int(split.labels[self._sample.row])
        self.title_line.set_note(words.reading_words(argument, names, truth))
        self._side.show_argument(argument, names[argument.target])

    def _show_selected(self, unit: Unit | None) -> None:
        found = self._found
        here = found is not None and unit is not None and unit.layer == found.layer
        self._tiles.select(unit.number if here and unit is not None else None)
        self._mute.setVisible(here)
        if here and found is not None and unit is not None:
            verb = "Unmute" if unit.number in found.muted else "Mute"
            self._mute.setText(f"{verb} {self._unit_name(unit.number)}")
        self._tell()

    # -- muting ------------------------------------------------------------------------------

    @property
    def _is_muted(self) -> bool:
        snapshot = self._session.snapshot
        return snapshot is not None and any(snapshot.moment.muted)

    def _select(self, unit: int) -> None:
        if self._found is not None:
            self._session.selection.select(unit=Unit(self._found.layer, unit))

    def _toggle_muted(self) -> None:
        if self._found is not None and (unit := self._session.selection.now.unit) is not None:
            self._session.submit(MuteUnit(*unit, unit.number not in self._found.muted))

    def _compare(self, found: object) -> None:
        """Take over the accuracies with all units and without the muted ones; ask for them once there are."""
        accuracies = found if self._is_muted and isinstance(found, Accuracies) else None
        if accuracies != self._accuracies:
            self._accuracies = accuracies
            self._tell()
        if self._is_muted != self._was_muted:
            self._was_muted = self._is_muted
            self.probes_changed.emit()

    # -- words -------------------------------------------------------------------------------

    def _unit_name(self, unit: int) -> str:
        return words.unit_name(unit, self._found is not None and self._found.outputs.shape[1:] != (1, 1))

    def _point_at(self, unit: int | None) -> None:
        self._pointer = unit
        self._tell()

    def _point_at_pixel(self, pixel: tuple[int, int] | None) -> None:
        self._pixel = pixel
        self._tell()

    def _tell(self) -> None:
        weights, outputs = (self._limits[kind].value for kind in ("weights", "outputs"))
        scale = Entry(ScaleKey(signed=True), f"weights ±{short(weights)}, activations ±{short(outputs)}")
        shown = [each for each in (self._mute, self._back) if not each.isHidden()]
        beside = sum(each.sizeHint().width() + GAP for each in shown)
        bold = font(self.theme.size.small, 600)
        sentences = self._sentences()
        needed = beside + min((width_of(text, bold) for text in sentences), default=0)
        fits = self._found is not None and self.legend.room_beside((scale,)) >= needed
        self.legend.set_entries((scale,) if fits else ())
        room = self.legend.room - beside
        self.legend.set_readout(next((t for t in sentences if width_of(t, bold) <= room), ""))

    def _sentences(self) -> tuple[str, ...]:
        """Return what to say of what is under the pointer, else of muting, the longest first."""
        found, argument, unit = self._found, self._argument, self._pointer
        if unit is not None and found is not None and unit < len(found.outputs):
            return (f"{self._unit_name(unit)}: {words.activation_words(found.outputs[unit])}",)
        if self._pixel is not None and argument is not None:
            return words.pixel_words(argument, self._pixel)
        return words.muting_words(*self._accuracies) if self._accuracies is not None else ()
