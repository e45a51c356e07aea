"""Grids of numbers: an operation done in other ways, and the slips in single cells."""
