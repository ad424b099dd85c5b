"""Values that look like personal data and are nobody's: computed from numbers that were never given out."""

import datetime as dt

from hypothesis import strategies as st

ID_WEIGHTS = [2 ** (17 - at) % 11 for at in range(17)]


def id_number(first=11010100000000000, born=19000101):
    """Seventeen digits and the check digit of GB 11643, by its own formula (MOD 11-2)."""
    digits = f"{first:017d}"[:6] + f"{born:08d}" + f"{first:017d}"[14:]
    total = sum(int(digit) * weight for digit, weight in zip(digits, ID_WEIGHTS, strict=True))
    return digits + "10X98765432"[total % 11]


def card(first, length):
    """A number that begins so, filled with noughts, and its Luhn digit."""
    digits = str(first).ljust(length - 1, "0")
    total = sum(sum(divmod(int(digit) * (2 if at % 2 == 0 else 1), 10)) for at, digit in enumerate(reversed(digits)))
    return digits + str(-total % 10)


ID = id_number()
MOBILE = "13000000000"
CARD = card(622200, 19)
EMAIL = "nobody@example.com"

DAYS = st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2099, 12, 31))
IDS = st.builds(lambda area, day, serial: id_number(area * 10**11 + serial, int(f"{day:%Y%m%d}")), st.integers(100000, 999999), DAYS, st.integers(0, 999))
MOBILES = st.builds(lambda second, rest: f"1{second}{rest:09d}", st.integers(3, 9), st.integers(0, 10**9 - 1))
TAILS = st.integers(0, 10**9 - 1)
CARDS = st.one_of(
    st.builds(lambda first, rest, length: card(f"{first}{rest:09d}", length), st.sampled_from(["62", "60", "4"]), TAILS, st.integers(16, 19)),
    st.builds(lambda first, rest: card(f"{first}{rest:09d}", 16), st.integers(51, 55), TAILS),
)
EMAILS = st.from_regex(r"[a-z][a-z._%+-]{0,20}@[a-z]{1,9}\.(?:[a-z]{1,5}\.)?[a-z]{2,4}", fullmatch=True)
