"""Layers: what they are, how they follow each other, what they cost. Integers only."""
