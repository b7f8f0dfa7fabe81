"""Does the course run on what Colab has installed? `python -m tools.colab` finds out on this machine."""
