"""Icons as pictures in SVG: strokes on a 24-unit grid, in one colour.

Each icon is the inside of such a picture.  Lines are 1.75 wide with round ends; only the play and
stop marks and the discs are filled.
"""

from __future__ import annotations


def _strokes(*paths: str) -> str:
    return "".join(f'<path d="{path}"/>' for path in paths)


def _filled(path: str) -> str:
    return f'<path d="{path}" fill="currentColor"/>'


def _dots(*centres: tuple[float, float], radius: float = 1.4) -> str:
    return "".join(
        f'<circle cx="{x}" cy="{y}" r="{radius}" fill="currentColor" stroke="none"/>' for x, y in centres
    )


_CIRCLE = '<circle cx="12" cy="12" r="8.5"/>'
_TURN_BACK = _strokes("M4.5 4.5v5h5", "M4.9 9.5A8 8 0 1 1 4 13")

ICONS: dict[str, str] = {
    "menu": _strokes("M4 6.5h16", "M4 12h16", "M4 17.5h16"),
    "run": _filled("M7.5 4.5l11.5 7.5-11.5 7.5z"),
    "pause": _filled("M7.5 5h2.6v14H7.5z") + _filled("M13.9 5h2.6v14h-2.6z"),
    "stop": _filled("M6 6h12v12H6z"),
    "step": _strokes("M3.5 7h8", "M3.5 12h8", "M3.5 17h8", "M15.5 7.5l4.5 4.5-4.5 4.5"),
    "epoch": _TURN_BACK + _strokes("M12 8v5l3.2 2"),
    "reset": _TURN_BACK,
    "new_weights": '<rect x="4" y="4" width="16" height="16" rx="3"/>'
    + _dots((8.7, 8.7), (15.3, 8.7), (8.7, 15.3), (15.3, 15.3)),
    "help": _strokes("M8.6 8.8a3.5 3.5 0 1 1 5.2 3c-1.2.7-1.8 1.4-1.8 2.8") + _dots((12, 18.6), radius=1.2),
    "more": _dots((5, 12), (12, 12), (19, 12), radius=1.6),
    "maximise": _strokes("M14.5 4H20v5.5", "M20 4l-6.5 6.5", "M9.5 20H4v-5.5", "M4 20l6.5-6.5"),
    "restore": _strokes("M13.5 5v5.5H19", "M20 4l-6.5 6.5", "M10.5 19v-5.5H5", "M4 20l6.5-6.5"),
    "plus": _strokes("M12 5.5v13", "M5.5 12h13"),
    "minus": _strokes("M5.5 12h13"),
    "close": _strokes("M6 6l12 12", "M18 6L6 18"),
    "check": _strokes("M5 12.5l4.5 4.5L19 7.5"),
    "chevron_down": _strokes("M6.5 9.5l5.5 5.5 5.5-5.5"),
    "chevron_up": _strokes("M6.5 14.5L12 9l5.5 5.5"),
    "chevron_left": _strokes("M14.5 6.5L9 12l5.5 5.5"),
    "chevron_right": _strokes("M9.5 6.5L15 12l-5.5 5.5"),
    "first": _strokes("M6 5.5v13", "M18 6l-7.5 6 7.5 6z"),
    "last": _strokes("M18 5.5v13", "M6 6l7.5 6L6 18z"),
    "play": _strokes("M8 5.5l10 6.5-10 6.5z"),
    "copy": '<rect x="9" y="9" width="11" height="11" rx="2"/>'
    + _strokes("M15 5.5A1.5 1.5 0 0 0 13.5 4h-8A1.5 1.5 0 0 0 4 5.5v8A1.5 1.5 0 0 0 5.5 15"),
    "open": _strokes("M4 18.5V6h5.5l2 2.5H20v10z"),
    "table": '<rect x="4" y="5" width="16" height="14" rx="2"/>'
    + _strokes("M4 10h16", "M4 14.5h16", "M10 10v9"),
    "warning": _strokes("M12 4.5L21 19.5H3z", "M12 10v4.2") + _dots((12, 16.9), radius=1.1),
    "flag": _strokes("M6.5 21V4") + _filled("M6.5 4.5H18l-3 4.5 3 4.5H6.5z"),
    "pause_when": _strokes("M9 4.5v15", "M15 4.5v15") + _dots((19.5, 5), radius=2.2),
    "undo": _strokes("M8.5 5L4 9.5 8.5 14", "M4 9.5h10a5.5 5.5 0 0 1 0 11h-3"),
    "redo": _strokes("M15.5 5L20 9.5 15.5 14", "M20 9.5H10a5.5 5.5 0 0 0 0 11h3"),
    "bolt": _filled("M13 3L5.5 13.5h5L9.5 21l8-11h-5.3z"),
    "quarter_disc": _CIRCLE + _filled("M12 12V3.5A8.5 8.5 0 0 1 20.5 12z"),
    "half_disc": _CIRCLE + _filled("M12 3.5a8.5 8.5 0 0 1 0 17z"),
    "full_disc": '<circle cx="12" cy="12" r="8.5" fill="currentColor"/>',
    "draw": _strokes("M4.5 19.5l1-4.5L16 4.5l3.5 3.5L9 18.5z", "M13.5 7l3.5 3.5"),
    "eraser": _strokes("M8.5 19.5L4 15l10-10.5 6 6-8.5 9z", "M9.5 9.5l6 6", "M8 19.5h12"),
    "clear": _strokes("M5 7h14", "M9.5 7V4.5h5V7", "M7 7l.8 12.5h8.4L17 7", "M12 10.5v6"),
}


def svg(name: str, colour: str) -> bytes:
    """Return an icon as an SVG picture in one colour.

    Raises
    ------
    KeyError
        If there is no icon of that name.
    """
    inside = ICONS[name].replace("currentColor", colour)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><g fill="none" '
        f'stroke="{colour}" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">'
        f"{inside}</g></svg>"
    ).encode()
