"""Wrong answers: which mistakes give exactly this one. Nothing here knows about options or text."""
