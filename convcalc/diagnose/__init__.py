"""Wrong answers: which mistakes give exactly this one."""
