"""Network: the diagram of units and weights, and what a person does to the network through it."""

from nnviz.ui.panels.network.panel import NetworkPanel

__all__ = ["NetworkPanel"]
