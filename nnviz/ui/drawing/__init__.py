"""What panels are drawn with."""
