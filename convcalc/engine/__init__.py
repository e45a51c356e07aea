"""Arrays in, arrays out. NumPy only.

``sliding.py`` and ``pool.py`` cut an operation into bands of rows; ``rows.py`` reads a band with
its padding; one of the methods in ``registry.py`` multiplies; ``ending.py`` finishes and stores it.
Inputs are ``N x C x spatial``, kernels ``O x C/g x spatial``.
"""
