"""How often a save survives the death of its process: kills and power cuts at every call to disk and database, in pairs too.

    uv run python bench/kill.py [--quick]

Each blow is a workspace of its own: a child records and applies saves and is killed, a second one may be killed as it resumes,
then a third resumes and everything is looked at. There is no peer; the goals are counts.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.backbone import faults

KILLS = 10_000
QUICK = 240
GOALS = {"unreadable": ("unreadable",), "lost_or_doubled": ("lost", "waiting"), "anything_else_changed": ("other", "left", "backups", "too many")}


def main() -> int:
    """Exits 1 where a goal is missed."""
    options = argparse.ArgumentParser()
    options.add_argument("--quick", action="store_true", help=f"{QUICK} kills instead of {KILLS}")
    asked = QUICK if options.parse_args().quick else KILLS
    with tempfile.TemporaryDirectory(dir=faults.MEMORY) as name:
        folder = Path(name)
        before = faults.template(folder / "before")
        rain = faults.blows(before, folder / "dry", asked * 21 // 20)
        begun = time.monotonic()
        kills, wrong = faults.rained(rain, before, folder)
    took = time.monotonic() - begun
    labels = Counter("twice" if blow.again else "once" for blow in rain)
    print(f"{kills} kills in {took:.0f} s ({kills / took:.0f} a second), {labels['once']} workspaces struck once and {labels['twice']} twice")
    print(f"{sum(blow.power for blow in rain)} workspaces lost what was not flushed")
    for told in wrong[:20]:
        print(told)
    missed = kills < asked
    print(f"goal kills {kills} asked {asked} {'missed' if missed else 'met'}")
    for goal, beginnings in GOALS.items():
        count = sum(told.startswith(beginnings) for told in wrong)
        missed |= count > 0
        print(f"goal {goal} {count} asked 0 {'missed' if count else 'met'}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
