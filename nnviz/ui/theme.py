"""Theme: every colour, size and colour map that the window uses, as one value.

The window is quiet grey, the data alone have colour, and whatever is exceptional is the only loud
thing.  A `Theme` is handed down: the window calls `apply_theme(theme)` on its parts and they on
theirs, so a change of theme or text size is one call and no widget watches a global.  The widgets
of Qt itself are dressed by the style sheet that `nnviz.ui.style` makes from the same tokens.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from nnviz.ui.colour_maps import ColourMap

GAP = 8
"""Pixels between everything."""
INSET = 12
"""Pixels between a panel's border and what it shows."""
TIGHT = 4
"""Pixels inside one control."""
RADIUS = 4
"""Corner radius of panels, buttons and fields; marks have half of it."""


class TextSize(NamedTuple):
    """The measures that follow the chosen text size, in pixels."""

    name: str
    title: str
    body: int
    small: int
    figures: int
    row: int
    panel_title: int
    transport: int
    timeline: int
    controls: int
    icon: int = 16
    """Of icons in panels; those of the transport are larger."""
    controls_float: bool = False
    """Whether the controls column opens over the panels and takes no room from them."""


NORMAL = TextSize("normal", "Normal", 14, 12, 18, 28, 32, 64, 56, 256)
LARGE = TextSize("large", "Large", 16, 14, 20, 32, 32, 70, 56, 296, 18)
LECTURE = TextSize("lecture", "Lecture", 20, 17, 26, 40, 40, 80, 64, 360, 20, controls_float=True)

TEXT_SIZES = {size.name: size for size in (NORMAL, LARGE, LECTURE)}

MARKERS = (
    "circle",
    "triangle",
    "square",
    "diamond",
    "plus",
    "cross",
    "triangle_down",
    "star",
    "hexagon",
    "bar",
)
"""The marker of each class; every class has a shape as well as a colour."""


class Series(NamedTuple):
    """How the curve of one split is drawn."""

    name: str
    colour: str
    dashes: tuple[int, ...]
    """On and off lengths in pixels; empty for a solid line."""


class Theme(NamedTuple):
    """The tokens of one theme at one text size; colours are `#RRGGBB`."""

    name: str
    title: str
    window: str
    surface: str
    raised: str
    field: str
    border: str
    edge: str
    strong: str
    text: str
    text2: str
    muted: str
    accent: str
    on_accent: str
    accent_soft: str
    back: str
    back_soft: str
    wrong: str
    wrong_soft: str
    train: str
    validation: str
    test: str
    class_colours: tuple[str, ...]
    class_outlines: tuple[str, ...]
    """A darker (in the dark theme: the surface's) edge that parts a marker from its own tint."""
    signed_stops: tuple[str, ...]
    magnitude_stops: tuple[str, ...]
    halo: str
    """The pale band under the decision boundary."""
    is_dark: bool = False
    size: TextSize = NORMAL

    def at(self, size: TextSize) -> Theme:
        """Return this theme at another text size."""
        return self._replace(size=size)

    def class_colour(self, index: int) -> str:
        """Colour of class `index`; the ten colours repeat beyond the tenth class."""
        return self.class_colours[index % len(self.class_colours)]

    def class_outline(self, index: int) -> str:
        """Outline of the marker of class `index`."""
        return self.class_outlines[index % len(self.class_outlines)]

    @property
    def series(self) -> dict[str, Series]:
        """The three splits' curves: solid, dashed and dotted."""
        return {
            "train": Series("train", self.train, ()),
            "validation": Series("validation", self.validation, (8, 4)),
            "test": Series("test", self.test, (3, 3)),
        }

    @property
    def signed(self) -> ColourMap:
        """Colours of signed values, 0 in the middle."""
        return _signed(self.signed_stops)

    @property
    def magnitude(self) -> ColourMap:
        """Colours of magnitudes; 0 is the surface."""
        return _magnitudes(self.magnitude_stops)


@cache
def _signed(stops: tuple[str, ...]) -> ColourMap:
    from nnviz.ui.colour_maps import ColourMap  # with it NumPy, for which the first paint does not wait

    return ColourMap.of_signed(stops)


@cache
def _magnitudes(stops: tuple[str, ...]) -> ColourMap:
    from nnviz.ui.colour_maps import ColourMap

    return ColourMap.of_magnitudes(stops)


def marker_of(index: int) -> str:
    """Marker shape of class `index`; the ten shapes repeat beyond the tenth class."""
    return MARKERS[index % len(MARKERS)]


LIGHT = Theme(
    name="light",
    title="Light",
    window="#E9ECF1",
    surface="#FFFFFF",
    raised="#F6F7F9",
    field="#FFFFFF",
    border="#D3D8E0",
    edge="#8A93A2",
    strong="#7C8696",
    text="#14171F",
    text2="#3B4250",
    muted="#59626F",
    accent="#4A4BC7",
    on_accent="#FFFFFF",
    accent_soft="#E7E7FA",
    back="#A3246B",
    back_soft="#FAE6F1",
    wrong="#B84400",
    wrong_soft="#FFF0E3",
    train="#14171F",
    validation="#7048E8",
    test="#00756B",
    class_colours=(
        "#0072B2",
        "#E69F00",
        "#009E73",
        "#D55E00",
        "#56B4E9",
        "#CC79A7",
        "#F0E442",
        "#000000",
        "#8A8F98",
        "#8C5A2B",
    ),
    class_outlines=(
        "#004A75",
        "#8A5C00",
        "#006448",
        "#8A3C00",
        "#1F6F9E",
        "#8A3F68",
        "#857C00",
        "#000000",
        "#4C515A",
        "#58361A",
    ),
    signed_stops=("#0B3C78", "#2E74B8", "#9CC3E6", "#FFFFFF", "#F8BE86", "#DB7413", "#8A3A00"),
    magnitude_stops=("#FFFFFF", "#CFCBEF", "#978FD8", "#5B52AE", "#231C5E"),
    halo="#FFFFFF",
)

DARK = Theme(
    name="dark",
    title="Dark",
    window="#0C0E12",
    surface="#16191F",
    raised="#1D2129",
    field="#11141A",
    border="#2C323D",
    edge="#5F6A7B",
    strong="#6B7587",
    text="#F2F4F8",
    text2="#C0C7D2",
    muted="#939DAD",
    accent="#9A9CFF",
    on_accent="#10121A",
    accent_soft="#2B2D57",
    back="#F48CC0",
    back_soft="#4A2038",
    wrong="#FF8A3D",
    wrong_soft="#3A2414",
    train="#F2F4F8",
    validation="#A895FF",
    test="#3CC8B8",
    class_colours=(
        "#3FA0DC",
        "#E69F00",
        "#1FBF8F",
        "#F07A2E",
        "#7CC8F2",
        "#DD92BA",
        "#F0E442",
        "#FFFFFF",
        "#9AA3B2",
        "#B98A5E",
    ),
    class_outlines=("#0C0E12",) * 10,
    signed_stops=("#B9DCFF", "#4E9DE4", "#235384", "#16191F", "#7A4415", "#DE821F", "#FFD2A0"),
    magnitude_stops=("#16191F", "#3B3672", "#6A62B8", "#A49DE8", "#F4F2FF"),
    halo="#16191F",
    is_dark=True,
)

THEMES = {theme.name: theme for theme in (LIGHT, DARK)}
