"""DockHost: the place of the panels, where they can be moved, tabbed, hidden, floated and maximised.

A panel's own title line is its dock's title bar: drag it to move the panel, drop it on another to share one
place. Qt's own tab bar is kept at no height; the titles in one place stand as tabs in their title lines.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QChildEvent, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMainWindow, QTabBar, QWidget

from nnviz.ui.painting import paint_later
from nnviz.ui.panels.kind import Kind
from nnviz.ui.panels.panel import Panel
from nnviz.ui.theme import NORMAL, Theme
from nnviz.ui.window.arranging import place_docks, place_rest, share_room
from nnviz.ui.window.furnishing import Furnishing
from nnviz.ui.window.layouts import LAYOUTS, Node, first_key, pruned, size_class
from nnviz.ui.window.place import Place
from nnviz.ui.window.seal import opened, sealed

_AREA = Qt.DockWidgetArea.LeftDockWidgetArea


class DockHost(QMainWindow):
    """Panels in docks.

    Signals
    -------
    changed()
        A panel was moved, shown, hidden or brought to the front.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setDockOptions(self.DockOption.AllowNestedDocks | self.DockOption.AllowTabbedDocks)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._docks: dict[str, Place] = {}
        self._actions: dict[str, QAction] = {}
        self._layout_name = ""
        self._row = NORMAL.row
        self._node: Node | None = None
        self._maximised: tuple[str, QByteArray] | None = None
        self._busy = False
        self._furnishing = Furnishing(self, self._docks)
        self._furnishing.begun.connect(self._tick)
        self._furnishing.done.connect(self.changed)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.restore)
        self._escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._escape.setEnabled(False)
        self.installEventFilter(self)

    def add_panel(self, kind: Kind, make: Callable[[QWidget], Panel]) -> None:
        """Keep a place for a panel, hidden until a layout or the person shows it.

        It is made when it comes into sight the first time: a window opens no slower for what it could show.
        """
        key = kind.key
        place = self._docks[key] = Place(kind, make, self)
        self.addDockWidget(_AREA, place)
        place.hide()
        place.furnished.connect(self._connect)
        place.topLevelChanged.connect(self._on_moved)
        place.dockLocationChanged.connect(self._on_moved)
        place.visibilityChanged.connect(lambda _: self._furnishing.begin())
        action = self._actions[key] = QAction(kind.title, self, checkable=True)
        action.triggered.connect(lambda shown: self._set_shown(key, shown))

    def childEvent(self, event: QChildEvent) -> None:
        """Keep Tab away from the tabs that Qt makes for docks: nobody sees them; title lines have theirs."""
        super().childEvent(event)
        if event.polished():  # found as what they are: to ask for the child has PySide set up every class
            for bar in self.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
                bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def panels(self) -> dict[str, Panel]:
        """The panels made so far, by key."""
        return {key: place.panel for key, place in self._docks.items() if place.has_panel}

    def panel(self, key: str) -> Panel:
        """Return a panel, made if it was not yet; a `KeyError` if there is none of that key."""
        return self._docks[key].panel

    def in_sight(self) -> list[str]:
        """Return the keys of the panels that can be seen now: not hidden, not behind another as a tab."""
        return [key for key, place in self._docks.items() if place.is_seen]

    def shown_panels(self) -> list[Panel]:
        """Return the panels that can be seen now, made if they were not yet."""
        return [self.panel(key) for key in self.in_sight()]

    def ready_panels(self) -> list[Panel]:
        """Return those of the panels that can be seen now that have been made already."""
        return [self.panel(key) for key in self.in_sight() if self._docks[key].has_panel]

    def show_panel(self, key: str) -> None:
        """Show a panel in front, or, if it needs it, in the whole room.

        Raises
        ------
        KeyError
            If there is no panel of that key.
        """
        self.restore()
        if self._docks[key].kind.fills:
            self.maximise(key)
            return
        self._docks[key].show()
        self._docks[key].raise_()

    def bring_into_sight(self, key: str) -> None:
        """Show a panel in front, unless it can be seen or there is none of that key."""
        if key in self._docks and not self._docks[key].is_seen:
            self.show_panel(key)

    def view_actions(self) -> list[QAction]:
        """Return one checkable action a panel, for the View menu."""
        return list(self._actions.values())

    def apply_theme(self, theme: Theme) -> None:
        """Hand a theme to all panels; room is shared out anew, for their least sizes may differ."""
        self._row = theme.size.row
        for place in self._docks.values():
            place.apply_theme(theme)
        QTimer.singleShot(0, self, self._follow_room)

    def arrange(self, name: str) -> None:
        """Put the panels where the layout `name` of `LAYOUTS` has them, for the window's width.

        Until somebody moves a panel or a separator, the arrangement follows the window's size.

        Raises
        ------
        KeyError
            If there is no layout of that name.
        """
        self._layout_name = name
        self.restore()
        node = self._wanted()
        if node is None:
            return
        self._busy = True
        if self.panels:
            paint_later(self)
        layout = self.layout()
        assert layout is not None
        layout.setEnabled(False)  # else every dock that comes lays out all the others again
        for dock in self._docks.values():
            if dock.isFloating():
                dock.setFloating(False)
            self.removeDockWidget(dock)
        self.addDockWidget(_AREA, first := self._docks[first_key(node)])
        first.show()
        place_docks(self, self._docks, node)
        place_rest(self, self._docks, node)
        self._node = node
        share_room(self, self._docks, node, self.width(), self.height())
        layout.setEnabled(True)
        layout.activate()
        self._busy = False
        self._furnishing.begin()

    @property
    def is_arranged(self) -> bool:
        """Whether the panels stand as the last arrangement put them."""
        return self._node is not None

    @property
    def size_class(self) -> str:
        """Which variant of a layout fits the room that there is."""
        return size_class(self.window().width(), self.height() * NORMAL.row / self._row)

    def maximise(self, key: str) -> None:
        """Give one panel the whole room; `restore` puts everything back exactly."""
        if self._maximised is not None:
            return
        self._busy = True
        self._maximised = (key, self.saveState())
        for other, dock in self._docks.items():
            if other != key and not dock.isFloating():
                dock.hide()
        self._docks[key].show()
        self._end_maximising(key, True)

    def restore(self) -> None:
        """Put back what `maximise` hid."""
        if self._maximised is None:
            return
        self._busy = True
        (key, state), self._maximised = self._maximised, None
        self.restoreState(state)
        self._end_maximising(key, False)

    @property
    def maximised(self) -> str:
        """Key of the panel that has the whole room, else empty."""
        return self._maximised[0] if self._maximised is not None else ""

    def save(self) -> bytes:
        """Return the arrangement as bytes that `load` takes."""
        state = self._maximised[1] if self._maximised is not None else self.saveState()
        return sealed(bytes(state.data()))

    def load(self, saved: bytes) -> bool:
        """Restore an arrangement; return False, changing nothing, if it is foreign or damaged."""
        body = opened(saved)
        if body is None:
            return False
        self.restore()
        before = self.saveState()
        self._busy = True
        restored = self.restoreState(QByteArray(body))
        if not restored or all(dock.isHidden() for dock in self._docks.values()):
            self.restoreState(before)
            restored = False
        else:
            self._node = None
        self._busy = False
        self._furnishing.begin()
        return restored

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new room out."""
        super().resizeEvent(event)
        if not self._busy:
            self._follow_room()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that a separator was taken: nothing else of the host is left to be pressed."""
        if event.type() == QEvent.Type.MouseButtonPress and watched is self:
            self._node = None
        return False

    def _connect(self, panel: Panel) -> None:
        key = panel.key
        panel.maximise_requested.connect(lambda: self._toggle_maximised(key))
        panel.title_line.tab_chosen.connect(lambda other: self._docks[other].raise_())
        hide = panel.title_line.add_action("Hide panel")
        hide.triggered.connect(lambda: self._set_shown(key, False))
        self._furnishing.begin()

    def _on_moved(self) -> None:
        if not self._busy:
            self._node = None
        self._furnishing.begin()

    def _set_shown(self, key: str, shown: bool) -> None:
        self.restore()
        self._node = None
        if shown:
            self.show_panel(key)
        else:
            self._docks[key].hide()

    def _toggle_maximised(self, key: str) -> None:
        dock = self._docks[key]
        if dock.isFloating():
            dock.setWindowState(dock.windowState() ^ Qt.WindowState.WindowMaximized)
        elif self._maximised is not None:
            self.restore()
        else:
            self.maximise(key)

    def _end_maximising(self, key: str, maximised: bool) -> None:
        self.panel(key).title_line.set_maximised(maximised)
        self._escape.setEnabled(maximised)
        self.setFocus()  # which a hidden panel may have had: Esc and Space go on working
        self._busy = False
        self._furnishing.go_on()

    def _wanted(self) -> Node | None:
        """Return how the panels should stand in the room that there is."""
        return pruned(LAYOUTS[self._layout_name].fitting(self.size_class), self._docks)

    def _follow_room(self) -> None:
        """Share the room out as the arrangement says, unless somebody has changed it."""
        if self._node is None or self._maximised is not None:
            return
        if self._node == self._wanted():
            share_room(self, self._docks, self._node, self.width(), self.height())
        else:
            QTimer.singleShot(0, self, self._arrange_anew)

    def _arrange_anew(self) -> None:
        if self._maximised is None:  # by now
            self.arrange(self._layout_name)

    def _tick(self) -> None:
        """Tick in the menu what is shown."""
        if self._maximised is None:
            for key, dock in self._docks.items():
                self._actions[key].setChecked(not dock.isHidden())
