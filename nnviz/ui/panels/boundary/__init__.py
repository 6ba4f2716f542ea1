"""The boundary panel: what it shows, the hand that edits points on it, and the words beside it."""
