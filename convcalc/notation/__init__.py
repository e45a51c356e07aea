"""Text in: numbers, matrices and sizes as people write them. Standard library only."""
