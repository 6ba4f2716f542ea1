"""What the controls' own shapes look like, where the application's style sheet says nothing of them."""

from __future__ import annotations

from string import Template

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from nnviz.ui.theme import RADIUS, Theme

_SHEET = Template("""
QFrame#transport { background: $raised; border: none; border-bottom: 1px solid $border; }
QFrame#timeline { background: $raised; border: none; border-top: 1px solid $border; }
QToolButton[role="time"]:focus, QToolButton[role="live"]:focus { border-color: $accent; }
QToolButton[role="time"][kind="live"] { color: $accent; font-weight: 600; }
QToolButton[role="live"] {
  color: $text; font-weight: 600; border-color: $edge; background: $field; padding: 2px 8px; }
QToolButton[role="live"][kind="live"] { color: $accent; border-color: transparent; background: transparent; }
QFrame#controls { background: $surface; border: 1px solid $border; border-radius: ${radius}px; }
QFrame#shortcuts { background: $surface; border: 1px solid $edge; border-radius: ${radius}px; }
QFrame[role="section"] { border: none; border-top: 1px solid $border; }

QToolButton[role="command"] { padding: 2px 6px; font-size: ${label}px; }
QToolButton[role="run"] {
  background: $accent; color: $on_accent; border: 1px solid $accent; padding: 2px 0px;
  font-size: ${label}px; font-weight: 600; }
QToolButton[role="run"]:hover, QToolButton[role="run"]:focus { border: 2px solid $text; padding: 1px 0px; }
QToolButton[role="run"]:disabled { background: $raised; color: $muted; border: 1px solid $edge; }
QFrame[role="state"] { border: 1px solid $edge; border-radius: ${radius}px; }
QFrame[role="state"] QLabel { font-weight: 600; }
QFrame[role="state"][kind="live"] { border-color: $test; }
QFrame[role="state"][kind="live"] QLabel { color: $test; }
QFrame[role="state"][kind="wrong"] { border-color: $wrong; }
QFrame[role="state"][kind="wrong"] QLabel { color: $wrong; }

QToolButton[role="stepper"] {
  border: none; border-left: 1px solid $edge; border-radius: 0px; padding: 0px; }
QToolButton[role="stepper"]:hover { background: $raised; }
QToolButton[role="stepper"]:pressed { background: $accent_soft; }
QPushButton[role="head"], QPushButton[role="quiet"], QPushButton[role="rest"] {
  background: transparent; border: 1px solid transparent; padding: 0px; min-height: 0px; text-align: left; }
QPushButton[role="head"] { font-weight: 600; }
QPushButton[role="quiet"] { color: $text2; margin-left: -1px; }
QPushButton[role="rest"] { color: $muted; font-size: ${small}px; }
QPushButton[role="head"]:hover, QPushButton[role="quiet"]:hover, QPushButton[role="rest"]:hover {
  color: $accent; }
QPushButton::menu-indicator { image: none; width: 0px; }
QToolButton[role="link"] {
  padding: 0px 1px; font-size: ${small}px; font-weight: 600; color: $accent; border-color: transparent; }
QPushButton[role="head"]:focus, QPushButton[role="quiet"]:focus, QPushButton[role="rest"]:focus,
QToolButton[role="link"]:focus, QToolButton[role="command"]:focus { border-color: $accent; }
QLabel[role="cost"] { color: $muted; font-size: ${small}px; }
QLabel[role="cost"][kind="live"] { color: $accent; }
QLabel[role="cost"][kind="focus"] { color: $text; }
QLabel[role="label"] { color: $text2; }
QLabel[role="label"][letters="small"] { font-size: ${small}px; }
QComboBox { padding: 0px 0px 0px 4px; }
QComboBox::drop-down { width: 19px; }
QComboBox[letters="small"] { font-size: ${small}px; }
QComboBox[role="preset"] { font-weight: 600; }
QLineEdit { padding: 0px 5px; }
QLineEdit[state="wrong"], QComboBox[state="wrong"] { min-height: ${inner}px; padding-left: 4px; }
QLineEdit[role="main"] { font-weight: 600; }

QLabel[role="headline"] { font-size: ${figures}px; font-weight: 600; }
QFrame[role="strip"] QPushButton { min-height: ${way}px; }
QPushButton[role="primary"] QLabel { color: $on_accent; }
QPushButton QLabel { font-weight: 600; }
QPushButton QLabel[role="note"] { font-weight: 400; font-size: ${small}px; }
QLabel[role="key"] {
  border: 1px solid $edge; border-radius: ${radius}px; padding: 1px 6px; background: $raised;
  font-size: ${small}px; font-weight: 600; }
""")


def dress_controls(widget: QWidget, theme: Theme) -> None:
    """Give a bar, column or strip, with all in it, the colours and sizes of a theme.

    Best before there is anything in it, and where it stays: else all in it is polished twice.
    """
    size = theme.size
    colours = {key: value for key, value in theme._asdict().items() if isinstance(value, str)}
    sheet = _SHEET.substitute(
        colours,
        small=size.small,
        label=size.body - 1,
        figures=size.figures,
        radius=RADIUS,
        inner=size.row - 6,  # as high with the wider border of what is wrong
        way=size.row + 6,
    )
    if widget.styleSheet() != sheet:  # the same again would polish all that is in it
        widget.setStyleSheet(sheet)


def mark(widget: QWidget, **properties: str) -> None:
    """Set properties that style sheets ask for, and have the widget styled again if any is new."""
    changed = {name: value for name, value in properties.items() if (widget.property(name) or "") != value}
    for name, value in changed.items():
        widget.setProperty(name, value)
    if changed and widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # else it still will be
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()  # a border in another colour is no other size, and would stay as it was
