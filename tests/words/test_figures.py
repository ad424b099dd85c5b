"""Numbers as people read them."""

from decimal import Decimal

import pytest

from words.figures import exact


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
