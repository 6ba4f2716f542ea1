"""What is seen: the window, its panels and what they are drawn with."""
