"""The backprop microscope: the panel, and what walks through a recorded step."""
