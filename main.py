"""``python main.py``: nnviz, straight from a checkout."""

import sys

from nnviz.app import main

if __name__ == "__main__":
    sys.exit(main())
