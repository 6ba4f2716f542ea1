"""The network diagram: where its parts stand, and how its units, edges and words are drawn."""
