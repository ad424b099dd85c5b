"""From accepted rows to pace: formulas, indicators, targets, lamps and filing discipline."""
