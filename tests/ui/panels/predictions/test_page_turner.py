from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from nnviz.ui.panels.predictions.page_turner import PageTurner
from nnviz.ui.panels.predictions.paging import Pages
from nnviz.ui.theme import LECTURE, LIGHT, Theme


def test_it_turns_pages_and_keeps_its_width(theme: Theme, qtbot: QtBot) -> None:
    turner, pages = PageTurner(), Pages()
    qtbot.addWidget(turner)
    turner.apply_theme(theme)
    pages.fit(30)
    pages.begin(np.arange(10_000))

    def turn(by: int) -> None:
        pages.turn(by)
        turner.show_page(pages)

    turner.turned.connect(turn)
    turner.show_page(pages)
    turner.show()
    width = turner.sizeHint().width()
    for _ in range(8):
        turner._on.click()
    assert turner.words == "241 – 270 of 10,000"
    assert turner.sizeHint().width() == width
    turner._back.click()
    assert turner.words == "211 – 240 of 10,000"
    turner.apply_theme(LIGHT.at(LECTURE))
    assert turner.sizeHint().width() > width
