"""Arranging: docks put where a layout has them, and given their share of the room."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow

from nnviz.ui.window.layouts import Group, Node, Split, first_key, pruned, sizes


def place_docks(host: QMainWindow, docks: Mapping[str, QDockWidget], node: Node) -> None:
    """Place the docks of a node, whose first one stands already."""
    before = docks[first_key(node)]
    if isinstance(node, Group):
        for key in node.keys[1:]:
            docks[key].show()
            host.tabifyDockWidget(before, docks[key])
        before.raise_()
        return
    for part in node.parts[1:]:
        dock = docks[first_key(part)]
        host.splitDockWidget(before, dock, _direction(node))
        dock.show()
        before = dock
    for part in node.parts:
        place_docks(host, docks, part)


def place_rest(host: QMainWindow, docks: Mapping[str, QDockWidget], node: Node) -> None:
    """Keep a place, hidden, as tabs of the last group for the docks that a layout does not have."""
    last = node
    while isinstance(last, Split):
        last = last.parts[-1]
    front = docks[first_key(last)]
    for key, dock in docks.items():
        if pruned(node, (key,)) is None:
            host.tabifyDockWidget(front, dock)
            dock.hide()


def share_room(
    host: QMainWindow, docks: Mapping[str, QDockWidget], node: Node, width: int, height: int
) -> None:
    """Give the docks of a node, which stand already, the sizes that the layout has for that much room."""
    if isinstance(node, Group):
        return
    shared = sizes(node.parts, width if node.across else height, height)
    host.resizeDocks([docks[first_key(part)] for part in node.parts], shared, _direction(node))
    for part, size in zip(node.parts, shared, strict=True):
        share_room(host, docks, part, *((size, height) if node.across else (width, size)))


def keys_beside(host: QMainWindow, docks: Mapping[str, QDockWidget], key: str) -> list[str]:
    """Return the keys of the docks in the place of one, itself included, in the order of `docks`."""
    dock = docks[key]
    together = [dock, *(other for other in host.tabifiedDockWidgets(dock) if not other.isHidden())]
    return [key for key, dock in docks.items() if dock in together]


def _direction(node: Split) -> Qt.Orientation:
    return Qt.Orientation.Horizontal if node.across else Qt.Orientation.Vertical
