"""A table in Markdown."""

from __future__ import annotations


def write(rows: list[list[str]], rule: str) -> str:
    """Write rows under a heading, which comes first."""
    heading, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([heading, f"|{'|'.join([rule] * len(rows[0]))}|", *body])
