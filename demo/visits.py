"""Visits of teams to the hosts they are paired with, and the pairs themselves."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from demo.federation import PHRASES, Branch, Federation
from demo.lines import Row, reported_on
from demo.register import Unit
from demo.shares import chance, spread
from schema import period as periods
from schema.programme import HOST, TEAM


def pairs(federation: Federation) -> list[tuple[str, Branch]]:
    """Team and host: the teams in turn until every host has one, so the last teams have two hosts."""
    plan = federation.plan["visits"]
    hosts = federation.chosen(plan["hosts"], "")
    spare = len(hosts) - plan["teams"]
    numbers = [*range(1, plan["teams"] + 1), *range(plan["teams"] - spare + 1, plan["teams"] + 1)]
    return [(f"G{number:02d}", host) for number, host in zip(sorted(numbers), hosts, strict=True)]


def team_rows(federation: Federation, parent: str) -> Iterator[Row]:
    """The teams as 小组 rows, their hosts as 对口 rows below them."""
    found = pairs(federation)
    for team in dict.fromkeys(team for team, _ in found):
        yield {"code": team, "name": PHRASES["team"].format(team), "parent": parent, "kind": TEAM}
    yield from ({"code": host.code, "name": host.name, "parent": team, "kind": HOST} for team, host in found)


def visit_rows(federation: Federation, units: Sequence[Unit]) -> Iterator[tuple[Branch, Row]]:
    """Each pair's visits: the host files them, with the enterprises seen by code and the workers met."""
    plan = federation.plan["visits"]
    for at, (team, host) in enumerate(pairs(federation)):
        seen = [unit.code for unit in units if unit.branch == host][: plan["enterprises"][at % len(plan["enterprises"])]]
        parts = [seen[first : first + 2] for first in range(0, len(seen), 2)]
        met = spread(plan["workers"][at % len(plan["workers"])], [1.0 + chance(host.code, turn) for turn in range(len(parts))])
        for turn, (codes, workers) in enumerate(zip(parts, met, strict=True)):
            month = plan["months"][(at + turn * 2) % len(plan["months"])]
            seed = (team, host.code, turn)
            yield (
                host,
                _visit(plan, seed, month, codes)
                | {"workers": workers, "reported_on": reported_on(federation, host, month), "host_kind": plan["host_kinds"][host.kind]},
            )


def _visit(plan: Mapping[str, Any], seed: tuple[str, str, int], month: str, codes: Sequence[str]) -> Row:
    team, host, turn = seed
    raised = int(4 * chance(*seed, "raised"))
    return {
        "period": month,
        "campaign": plan["campaign"],
        "team_code": team,
        "host_code": host,
        "visited_on": periods.first_day(month) + dt.timedelta(days=int(27 * chance(*seed))),
        "cadres": plan["cadres"] - (turn + int(team[1:])) % 3,
        "cadres_total": plan["cadres_total"],
        "enterprises": len(codes),
        "unit_codes": tuple(codes),
        "issues_raised": raised,
        "issues_solved": max(0, raised - 1),
        "brief_filed": chance(team, turn, "brief") < 0.9,
        "filler_role": PHRASES["posts"][1],
    }
