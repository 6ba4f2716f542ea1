from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from nnviz.ui.panels.pad.answer import AnswerView
from nnviz.ui.theme import Theme

LETTERS = tuple("abcdefghijklmnopqrstuvwxyz")


def test_of_many_classes_the_likeliest_have_bars_in_their_order(theme: Theme, qtbot: QtBot) -> None:
    view = AnswerView(theme)
    qtbot.addWidget(view)
    view.resize(400, 300)
    shares = np.arange(26)[::-1] / np.arange(26).sum()
    shares[25] = 0.9
    view.show_shares(LETTERS, shares)
    assert view.bars._names == (*"abcdefghijk", "z")
    assert view.bars.words[-1] == "90.0\u202f%"
    view.show_shares(LETTERS, None)
    assert set(view.bars.words) == {""}


def test_the_reader_is_chosen_where_there_is_a_choice(theme: Theme, qtbot: QtBot) -> None:
    view = AnswerView(theme)
    qtbot.addWidget(view)
    view.offer_readers(run_reads=False, is_on_board=True)
    assert not view.readers.isVisibleTo(view)
    view.offer_readers(run_reads=True, is_on_board=True)
    assert view.readers.current == 1
    with qtbot.waitSignal(view.reader_chosen) as chosen:
        view.readers._group.button(0).click()
    assert chosen.args == [False]
