"""Documents for Word: built from templates that a county edits itself, every figure in them marked with where it comes from."""
