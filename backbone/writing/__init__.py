"""Writing the named cells into a workbook, and nothing else."""
