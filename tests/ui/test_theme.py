from string import Template

import pytest
from PySide6.QtGui import QColor, QFontInfo, QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from nnviz.ui import style
from nnviz.ui.colour_maps import contrast
from nnviz.ui.drawing.markers import SHAPES, marker_pixmap
from nnviz.ui.fonts import CODE, FORMULA, SANS, font, load_fonts, text_width, width_of
from nnviz.ui.icons import icon, pixmap
from nnviz.ui.strokes import ICONS
from nnviz.ui.theme import LIGHT, MARKERS, NORMAL, TEXT_SIZES, THEMES, TextSize, Theme

BOTH = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)


@BOTH
@pytest.mark.parametrize("token", ["text", "text2", "muted"])
def test_text_reads_on_panels(theme: Theme, token: str) -> None:
    assert contrast(getattr(theme, token), theme.surface) >= (6 if token != "muted" else 5.8)


@BOTH
def test_loud_things_read_on_their_own_grounds(theme: Theme) -> None:
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    assert contrast(theme.wrong, theme.wrong_soft) >= 4.5
    assert contrast(theme.text, theme.wrong_soft) >= 7
    assert contrast(theme.text, theme.accent_soft) >= 7


@BOTH
def test_the_edge_of_a_field_or_button_is_seen_from_afar(theme: Theme) -> None:
    assert contrast(theme.edge, theme.field) >= 3
    assert contrast(theme.edge, theme.surface) >= 3


@BOTH
def test_every_class_has_its_own_colour_and_shape(theme: Theme) -> None:
    assert len(set(theme.class_colours)) == len(theme.class_outlines) == len(set(MARKERS)) == 10
    assert theme.class_colour(10) == theme.class_colour(0)


@BOTH
@pytest.mark.parametrize("size", TEXT_SIZES.values(), ids=TEXT_SIZES)
def test_the_style_sheet_is_complete_and_understood(
    theme: Theme, size: TextSize, qapp: QApplication, qtbot: QtBot
) -> None:
    sheet = style.style_sheet(theme.at(size))
    assert not Template(sheet).get_identifiers()
    button = QPushButton("Run")
    qtbot.addWidget(button)
    button.setStyleSheet(sheet)  # Qt warns of what it cannot read, and a warning fails the test
    button.ensurePolished()


def test_no_text_is_under_twelve_pixels() -> None:
    assert min(size.small for size in TEXT_SIZES.values()) >= 12


def test_a_theme_at_another_size_keeps_its_colours() -> None:
    large = LIGHT.at(TEXT_SIZES["large"])
    assert large._replace(size=NORMAL) == LIGHT


def test_the_bundled_fonts_are_there_and_figures_are_of_one_width(qapp: QApplication) -> None:
    assert {SANS, FORMULA, CODE} <= set(load_fonts())
    text_font = font(14, 600)
    assert QFontInfo(text_font).family() == SANS
    assert width_of("1,111.1", text_font) == width_of("8,888.8", text_font)


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_shows_its_colour_and_is_crisp_at_twice_the_size(qapp: QApplication, name: str) -> None:
    picture = pixmap(name, "#4A4BC7", 16, 2.0)
    assert picture.width() == 32
    image = picture.toImage()
    colours = {image.pixelColor(x, y).name() for x in range(32) for y in range(32) if _opaque(image, x, y)}
    assert "#4a4bc7" in colours
    assert not icon(name, "#4A4BC7").isNull()


@BOTH
@pytest.mark.parametrize("index", range(10))
def test_every_marker_shows_its_class_colour(qapp: QApplication, theme: Theme, index: int) -> None:
    assert set(SHAPES) == set(MARKERS)
    image = marker_pixmap(theme, index, 11).toImage()
    middle = image.pixelColor(image.width() // 2, image.height() // 2)
    assert middle.name() == QColor(theme.class_colour(index)).name()


def test_dressing_the_application_again_changes_what_is_open(qapp: QApplication, qtbot: QtBot) -> None:
    label = QLabel("0.118")
    label.setProperty("role", "value")
    qtbot.addWidget(label)
    label.show()
    small = label.fontMetrics().height()
    style.dress(qapp, LIGHT.at(TEXT_SIZES["lecture"]))
    assert label.fontMetrics().height() > small


def _opaque(image: QImage, x: int, y: int) -> bool:
    return image.pixelColor(x, y).alpha() == 255


@pytest.mark.parametrize("weight", [400, 600])
@pytest.mark.parametrize("text", ["1,117.1", "0.0471 · 98.3 %", "step 123,456,789"])
def test_a_text_is_as_wide_as_the_same_one_with_other_digits(text: str, weight: int) -> None:
    load_fonts()
    assert text_width(text, 12, weight) == width_of(text, font(12, weight))
