"""Neuron: one unit opened up."""

from nnviz.ui.panels.neuron.panel import NeuronPanel

__all__ = ["NeuronPanel"]
