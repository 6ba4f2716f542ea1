"""What the window is made of besides panels and controls: docks, arrangements, the menu, dropped files."""
