"""``python -m nnviz``: the same program as ``nnviz`` and ``python main.py``."""

import sys

from nnviz.app import main

if __name__ == "__main__":
    sys.exit(main())
