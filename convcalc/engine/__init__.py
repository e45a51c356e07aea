"""Arrays in, arrays out: padding, cross-correlation, its transpose, its matrix. NumPy only.

Every function here works on batches: ``N x C x spatial`` inputs; ``O x C/g x spatial`` kernels.
"""
