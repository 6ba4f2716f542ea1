"""Drives a network over a data set: experiments, runs and the threads around them. Knows no Qt."""
