"""Sizes, parameters and receptive fields: what people get where they forget something."""
