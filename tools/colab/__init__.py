"""Does the course run on what Colab and Kaggle have installed? `python -m tools.colab` finds out here."""
