"""The working of single cells as data, recomputed term by term: nothing here asks the engine."""
