"""The parts of the microscope's picture: what a walk says of one stage, laid out on one canvas."""
