"""What a leader asks of records first."""

import pandas as pd

from progress.summary import worst_branches


def ordered(*lamps, leaves="ABC"):
    return worst_branches(pd.DataFrame(lamps, columns=["org", "lamp"]), list(leaves))


def test_most_behind_come_first_then_most_slow():
    assert ordered(("A", "slow"), ("B", "behind"), ("C", "slow"), ("C", "slow")) == ["B", "C", "A"]


def test_branches_of_which_nothing_is_known_come_last():
    assert ordered(("A", "unreported"), ("B", "on_pace")) == ["B", "A", "C"]


def test_equals_stay_in_their_order():
    assert ordered(("B", "behind"), ("A", "behind"), ("C", "behind")) == ["A", "B", "C"]


def test_nothing_at_all_has_an_order():
    assert ordered() == ["A", "B", "C"]
