"""A desktop laboratory for watching neural networks train, and taking them apart.

Importing this package loads nothing but this file: the threads and tests that need only the network
must not pay for the window.
"""

__version__ = "0.2.0"
