"""The loss surface: the panel, the way of the run over it, and the race of optimisers."""
