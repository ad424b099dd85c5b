"""Numbers as people read them."""

from decimal import Decimal

import pytest

from words import text
from words.figures import exact, growth, signed


@pytest.mark.parametrize(
    ("value", "signed", "shown"),
    [
        ("1234567", False, "1,234,567"),
        ("0.10", False, "0.1"),
        ("100", True, "+100"),
        ("-1500.50", True, "−1,500.5"),
        ("0", True, "0"),
        ("1E+3", False, "1,000"),
    ],
)
def test_a_number_is_shown_with_all_its_digits(value, signed, shown):
    assert exact(Decimal(value), signed=signed) == shown


def test_no_number_is_a_dash():
    assert exact(None) == "—"


@pytest.mark.parametrize(
    ("value", "decimals", "told"), [(5, 0, "+5"), (-1234.56, 1, "−1,234.6"), (0, 1, "0.0"), (-0.04, 1, "0.0"), (None, 0, "—"), (float("nan"), 1, "—")]
)
def test_a_difference_bears_its_sign_and_nothing_has_none(value, decimals, told):
    assert signed(value, decimals) == told


@pytest.mark.parametrize(("change", "in_points", "told"), [(12.34, False, "+12.3%"), (-5.0, True, text("figure.points", points="−5.0")), (None, True, "—")])
def test_a_change_is_percent_or_points(change, in_points, told):
    assert growth(change, in_points=in_points) == told
