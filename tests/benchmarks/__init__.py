"""Figures of convcalc beside its peers: ``python -m tests.benchmarks``.

Nothing here is a test: pytest collects none of it, and no figure makes anything fail.
"""

from __future__ import annotations

import os

USERS_ENVIRONMENT = dict(os.environ)  # what whole processes are started with

# Before anything imports numpy, and inherited by every worker: the command does the same.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
