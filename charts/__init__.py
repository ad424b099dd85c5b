"""Frame in, Altair chart out: pure functions that know no sentence, no session and no place where data come from."""
