"""A walk: one step of training taken apart, one quantity at a time, with the engine's own numbers.

`recorder` runs the engine's own step on a copy of a run and keeps all it computed; `stages` tells it in
order, each quantity with its sentence, formula and matrices; `listing` is the same step as readable NumPy.
"""
