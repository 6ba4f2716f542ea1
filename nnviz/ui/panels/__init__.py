"""Panels: each shows one thing of a run and knows neither the controls nor another panel."""
