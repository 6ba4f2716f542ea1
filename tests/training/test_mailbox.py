from __future__ import annotations

import threading

from nnviz.training.mailbox import LatestValue


def test_a_new_value_replaces_one_that_nobody_took() -> None:
    box: LatestValue[int] = LatestValue()
    box.put(1)
    box.put(2)
    assert box.take() == 2
    assert box.take() is None


def test_a_wait_ends_with_the_value_or_empty_handed() -> None:
    box: LatestValue[int] = LatestValue()
    assert box.wait(0.001) is None
    threading.Timer(0.01, box.put, (3,)).start()
    assert box.wait(5) == 3


def test_a_wait_can_be_ended_early() -> None:
    box: LatestValue[int] = LatestValue()
    waker = threading.Timer(0.01, box.wake)
    waker.start()
    assert box.wait(60) is None
    waker.join()
