"""What was saved, drafted, met and lost: remembered before it is written."""
