"""Tools for the authors of the course; students never need them."""
