"""The colour of each layer of a network, by its depth: the same in every panel."""

from __future__ import annotations

from nnviz.ui.theme import Theme

_FIRST, _LAST = 110, 255
"""Entries of the magnitude map that the first and the last layer have: both stand out from the surface."""


def layer_colour(theme: Theme, index: int, count: int) -> str:
    """Return the colour of layer `index`, from 0, of `count`: the deeper the stronger."""
    share = index / (count - 1) if count > 1 else 1.0
    return theme.magnitude.colour(round(_FIRST + share * (_LAST - _FIRST)))
