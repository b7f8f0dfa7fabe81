"""The lessons' exercises as assignments for nbgrader."""
