"""One style sheet for the widgets of Qt, made from a theme's tokens."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from string import Template

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from nnviz.ui.strokes import svg
from nnviz.ui.theme import RADIUS, Theme

_SHEET = Template("""
QMainWindow, QDialog, QWidget#window { background: $window; }
QMainWindow::separator { background: $window; width: 8px; height: 8px; }
QMainWindow::separator:hover { background: $accent_soft; }
QLabel { background: transparent; }
QLabel[role="note"], QLabel[role="small"] { color: $muted; font-size: ${small}px; }
QLabel[role="small"] { color: $text2; }
QLabel[role="value"] { color: $text; font-size: ${small}px; font-weight: 600; }
QLabel[role="figure"] { color: $text; font-size: ${figures}px; font-weight: 600; }
QLabel[role="title"] { color: $text; font-weight: 600; }
QLabel[role="wrong"] { color: $wrong; font-size: ${small}px; }
QLabel[role="veil"] { background: $veil; color: $text; font-weight: 600; }
QLabel:disabled { color: $strong; }

QFrame[role="title_line"], QFrame[role="panel"] { background: $surface; border: 1px solid $border; }
QFrame[role="title_line"] {
  border-bottom: none; border-top-left-radius: ${radius}px; border-top-right-radius: ${radius}px; }
QFrame[role="panel"] {
  border-top: none; border-bottom-left-radius: ${radius}px; border-bottom-right-radius: ${radius}px; }
QFrame[role="card"] { background: $raised; border: 1px solid $border; border-radius: ${radius}px; }
QFrame[role="strip"] {
  background: $wrong_soft; border: 1px solid $wrong; border-left: 4px solid $wrong;
  border-radius: ${radius}px; }
QFrame[role="strip"][kind="calm"] { background: $accent_soft; border-color: $accent; }
QFrame[role="rule"] { background: $border; border: none; }
QDockWidget { background: $window; border: none; }
QMainWindow > QTabBar { max-height: 0px; max-width: 0px; border: none; background: transparent; }
QMainWindow > QTabBar::tab {
  height: 0px; width: 0px; max-height: 0px; border: none; margin: 0px; padding: 0px; }

QPushButton, QComboBox, QSpinBox, QDoubleSpinBox, QLineEdit, QPlainTextEdit, QTextEdit {
  background: $field; border: 1px solid $edge; border-radius: ${radius}px;
  min-height: ${field_height}px; padding: 0px 8px;
  selection-background-color: $accent; selection-color: $on_accent; }
QSpinBox, QDoubleSpinBox { min-height: ${spin_height}px; }
QPushButton { background: $surface; padding: 0px 12px; }
QPushButton:hover, QToolButton:hover { background: $raised; border-color: $strong; }
QPushButton:pressed, QToolButton:pressed { background: $accent_soft; }
QPushButton:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QLineEdit:focus,
QToolButton:focus, QPlainTextEdit:focus { border-color: $accent; }
QPushButton[role="primary"] {
  background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[role="primary"]:hover { border-color: $text; }
QPushButton[role="primary"]:focus { border-color: $text; }
QPushButton[role="primary"]:disabled {
  background: $raised; color: $muted; border-color: $border; }
QPushButton:disabled, QToolButton:disabled, QComboBox:disabled, QLineEdit:disabled,
QSpinBox:disabled { color: $strong; border-color: $border; background: $raised; }
QLineEdit[state="wrong"], QComboBox[state="wrong"], QSpinBox[state="wrong"] {
  border: 2px solid $wrong; }

QToolButton {
  background: transparent; border: 1px solid transparent; border-radius: ${radius}px; padding: 2px; }
QToolButton::menu-indicator { image: none; width: 0px; }
QToolButton[role="segment"] {
  border: 1px solid $edge; border-radius: 0px; padding: 0px 7px; min-height: ${segment}px;
  background: $surface; font-size: ${small}px; margin-left: -1px; }
QToolButton[role="segment"][place="first"] { margin-left: 0px;
  border-top-left-radius: ${radius}px; border-bottom-left-radius: ${radius}px; }
QToolButton[role="segment"][place="last"] {
  border-top-right-radius: ${radius}px; border-bottom-right-radius: ${radius}px; }
QToolButton[role="segment"][place="only"] { margin-left: 0px; border-radius: ${radius}px; }
QToolButton[role="segment"]:checked {
  background: $accent_soft; color: $segment_text; font-weight: 600; border-color: $accent; }
QToolButton[role="segment"]:hover:!checked { background: $raised; }
QToolButton[role="segment"]:focus { border-color: $accent; }
QToolButton[role="tool"] {
  border: 1px solid $edge; padding: 0px 7px; min-height: ${segment}px; background: $surface;
  font-size: ${small}px; }
QToolButton[role="tool"]:checked {
  background: $accent_soft; color: $segment_text; font-weight: 600; border-color: $accent; }
QToolButton[role="tool"]:hover:!checked { background: $raised; border-color: $strong; }
QToolButton[role="tool"]:focus { border-color: $accent; }
QPushButton[role="tab"] {
  border: none; border-bottom: 2px solid transparent; border-radius: 0px;
  padding: 2px 0px 0px 0px; min-height: 0px; font-weight: 600; color: $muted; background: transparent; }
QPushButton[role="tab"]:hover { color: $text; background: transparent; }
QPushButton[role="tab"]:focus { color: $accent; }
QLabel[role="tab"] {
  border: none; border-bottom: 2px solid $accent; padding: 2px 0px 0px 0px; font-weight: 600; }

QComboBox { padding-right: 24px; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url($chevron_down); width: 16px; height: 16px; }
QComboBox QAbstractItemView {
  background: $surface; border: 1px solid $edge; border-radius: 0px; padding: 4px;
  selection-background-color: $accent_soft; selection-color: $text; }
QComboBox QAbstractItemView::item { min-height: ${row}px; padding: 0px 8px; }
QSpinBox::up-button, QDoubleSpinBox::up-button { border: none; width: 20px; }
QSpinBox::down-button, QDoubleSpinBox::down-button { border: none; width: 20px; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {
  image: url($chevron_up); width: 12px; height: 12px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {
  image: url($chevron_down); width: 12px; height: 12px; }

QCheckBox { spacing: 8px; background: transparent; }
QCheckBox[role="small"] { font-size: ${small}px; }
QCheckBox::indicator {
  width: 14px; height: 14px; border: 1px solid $edge; border-radius: 2px; background: $field; }
QCheckBox::indicator:checked {
  background: $accent; border-color: $accent; image: url($check); }
QCheckBox:focus { color: $accent; }

QSlider { background: transparent; }
QSlider::groove:horizontal { height: 3px; background: $border; border-radius: 1px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 1px; }
QSlider::handle:horizontal {
  width: 7px; height: 13px; margin: -7px 0px; background: $field; border: 2px solid $accent;
  border-radius: 2px; }
QSlider::handle:horizontal:focus { background: $accent; }
QSlider:disabled::handle:horizontal { border-color: $edge; }
QSlider::sub-page:horizontal:disabled { background: $edge; }

QMenu { background: $surface; border: 1px solid $edge; padding: 4px 0px; }
QMenu::item { padding: 0px 24px 0px 12px; min-height: ${row}px; height: ${row}px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $strong; }
QMenu::separator { height: 1px; background: $border; margin: 4px 0px; }
QMenu::icon { padding-left: 12px; }
QMenu::right-arrow { image: url($chevron_right); width: 14px; height: 14px; margin-right: 4px; }
QMenuBar { background: $raised; }
QMenuBar::item { padding: 4px 8px; background: transparent; }
QMenuBar::item:selected { background: $accent_soft; }
QToolTip {
  background: $raised; color: $text; border: 1px solid $edge; padding: 8px;
  font-size: ${small}px; }
QTabBar::tab {
  background: transparent; color: $muted; border: none; border-bottom: 2px solid transparent;
  padding: 4px 0px; margin-right: 16px; font-weight: 600; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:hover { color: $text; }

QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QScrollBar:vertical { width: 10px; background: transparent; margin: 0px; }
QScrollBar:horizontal { height: 10px; background: transparent; margin: 0px; }
QScrollBar::handle { background: $edge; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 24px; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::handle:hover { background: $strong; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0px; height: 0px; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar {
  border: none; background: $border; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QHeaderView::section {
  background: $surface; color: $muted; border: none; border-bottom: 1px solid $border;
  padding: 4px 8px; font-size: ${small}px; }
QTableView, QListView, QTreeView {
  background: $surface; border: none; gridline-color: $border;
  selection-background-color: $accent_soft; selection-color: $text; }
""")

_PICTURES = ("chevron_down", "chevron_up", "chevron_right", "check")


def style_sheet(theme: Theme) -> str:
    """Return the style sheet of a theme at its text size."""
    size = theme.size
    colours = {key: value for key, value in theme._asdict().items() if isinstance(value, str)}
    return _SHEET.substitute(
        colours,
        body=size.body,
        small=size.small,
        figures=size.figures,
        row=size.row,
        field_height=size.row - 4,
        spin_height=size.row - 6,  # Qt adds two pixels of its own
        segment=size.row - 8,
        radius=RADIUS,
        veil=f"#D8{theme.window[1:]}",
        segment_text=theme.text if theme.is_dark else theme.accent,
        **_pictures(theme),
    )


def palette(theme: Theme) -> QPalette:
    """Return the palette for whatever the style sheet does not reach."""
    role = QPalette.ColorRole
    result = QPalette()
    for key, colour in {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.field,
        role.AlternateBase: theme.raised,
        role.Text: theme.text,
        role.Button: theme.surface,
        role.ButtonText: theme.text,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.muted,
        role.Link: theme.accent,
    }.items():
        result.setColor(key, QColor(colour))
    for key in (role.Text, role.WindowText, role.ButtonText):  # a heading in a list is to be read
        result.setColor(QPalette.ColorGroup.Disabled, key, QColor(theme.muted))
    return result


def dress(application: QApplication, theme: Theme) -> None:
    """Give the application its fonts, palette and style sheet; call again to change them."""
    from nnviz.ui.fonts import font, load_fonts  # for which the first paint does not wait

    load_fonts()
    application.setFont(font(theme.size.body))
    colour(application, theme)


def colour(application: QApplication, theme: Theme) -> None:
    """Give the application its palette and style sheet: all that surfaces with no words on them need."""
    application.setPalette(palette(theme))
    if application.styleSheet() != (sheet := style_sheet(theme)):  # the same again would polish every widget
        application.setStyleSheet(sheet)


@cache
def _picture_folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="nnviz-")


def _pictures(theme: Theme) -> dict[str, str]:
    """Write the few pictures that a style sheet can only name as files; return their paths."""
    folder = Path(_picture_folder().name)
    paths = {}
    for name in _PICTURES:
        path = folder / f"{theme.name}-{name}.svg"
        if not path.exists():
            path.write_bytes(svg(name, theme.on_accent if name == "check" else theme.text2))
        paths[name] = path.as_posix()
    return paths
