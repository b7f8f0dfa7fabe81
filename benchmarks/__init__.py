"""Measurements to run by hand, alone on the machine; never part of the tests."""
