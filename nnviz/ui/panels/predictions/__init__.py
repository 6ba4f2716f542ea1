"""The predictions panel: which samples it picks, in which order, and how it turns their pages."""
