"""The drawing pad: the panel, its tools, and who reads what is drawn."""
