"""What is personal data and what only looks like it; what a mask shows, and that the quick looks never overlook."""

import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.personal import STAR, find, is_masked, kind_of, known_as, masked, may_hold, suspects
from tests.schema.artificial import CARD, CARDS, EMAIL, EMAILS, ID, IDS, MOBILE, MOBILES, card, id_number

WIDE = str.maketrans("0123456789X@-", "".join(chr(ord(sign) + 0xFEE0) for sign in "0123456789X@-"))
ID_WITH_X = next(found for serial in range(999) if (found := id_number(11010100000000000 + serial)).endswith("X"))
OLD_ID = "110101000101001"

FOUND = [
    (ID, "id_number"),
    (f"身份证号：{ID}。", "id_number"),
    (f"{ID[:6]} {ID[6:14]} {ID[14:]}", "id_number"),
    (f"{ID[:6]}-{ID[6:14]}-{ID[14:]}", "id_number"),
    (ID.translate(WIDE), "id_number"),
    (ID_WITH_X, "id_number"),
    (ID_WITH_X.lower(), "id_number"),
    (ID_WITH_X.translate(WIDE), "id_number"),
    (" ".join(ID), "id_number"),
    (f"{ID[:6]}\u200b{ID[6:]}", "id_number"),
    (ID[:15] + "000", "id_number"),
    (OLD_ID, "id_number"),
    (f"{OLD_ID[:6]} {OLD_ID[6:12]} {OLD_ID[12:]}", "id_number"),
    (MOBILE, "mobile"),
    (f"电话{MOBILE}请联系", "mobile"),
    (f"tel{MOBILE}", "mobile"),
    ("+86" + MOBILE, "mobile"),
    ("+86 130 0000 0000", "mobile"),
    ("+86-130-0000-0000", "mobile"),
    ("0086" + MOBILE, "mobile"),
    ("130 0000 0000", "mobile"),
    ("130-0000-0000", "mobile"),
    ("130-00000000", "mobile"),
    ("13000 000000", "mobile"),
    ("130—0000—0000", "mobile"),
    ("１３０　００００　００００", "mobile"),
    (f"2015-03-01 {MOBILE}", "mobile"),
    (f"1.{MOBILE}、2.其他", "mobile"),
    (CARD, "bank_card"),
    (f"{CARD[:4]} {CARD[4:8]} {CARD[8:12]} {CARD[12:16]} {CARD[16:]}", "bank_card"),
    (card("4", 16), "bank_card"),
    (card("51", 16), "bank_card"),
    (card("9558", 19), "bank_card"),
    (EMAIL, "email"),
    (f"邮箱{EMAIL}，", "email"),
    ("ｎｏｂｏｄｙ＠ｅｘａｍｐｌｅ．ｃｏｍ", "email"),
]
NOT_FOUND = [
    "",
    "12",
    "2026-03-05",
    "2026-01-05 2026-02-06 2026-03-07",
    "20260305",
    "20150301-20151231",
    "2015-5-12 2015-6-12 2015-7-12",
    "HT-2026-0001",
    "示例合字〔2026〕001号",
    "15-2026-00123",
    "91110108MA01234567",
    "911101080000000001",
    "81511922MC0000000X",
    "12345678-X",
    "12345678-9",
    "0827-8223456",
    "010-12345678",
    "0755-12345678-8001",
    "400-800-0000",
    "12000000000",
    "130000000001",
    "13000000000元",
    "13,000,000,000",
    "0.4166666666666667",
    "1.3000000000",
    "-13000000000.5",
    "610.8万",
    "甲@乙",
    "3 @ 5",
    ID[:17] + "0123456789X"[(int("0123456789X".index(ID[17])) + 1) % 11],
    id_number(born=19001301),
    CARD[:-1] + str((int(CARD[-1]) + 1) % 10),
    card("71", 16),
    "990101000101001",
    "130****0000",
]


@pytest.mark.parametrize(("text", "kind"), FOUND)
def test_personal_data_are_found(text, kind):
    assert find(text) == kind


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_only_looks_like_it_is_not(text):
    assert find(text) is None


@pytest.mark.parametrize(("text", "kind"), FOUND)
def test_a_mask_shows_the_first_and_the_last_two_signs(text, kind):
    assert (find(masked(text)), kind_of(masked(text)), is_masked(masked(text)), len(masked(text))) == (None, "masked", True, len(text))


def test_a_mask_leaves_the_words_around():
    assert masked(f"电话{MOBILE}或{EMAIL}") == f"电话1{STAR * 8}00或n{STAR * 15}om"


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_is_none_is_not_masked(text):
    assert (masked(text), kind_of(text)) == (text, None)


LETTERS = st.characters(exclude_categories=["Nd", "Nl", "No", "Cs", "Cf"], exclude_characters="-+.@")
AROUND = st.text(LETTERS.filter(lambda sign: unicodedata.normalize("NFKC", sign)[0] not in "-−.+"), max_size=12)
GAPS = st.sampled_from(["", " ", "-", "　", " - ", "—", "－", "  ", "\u200b"])


def spaced(number, sizes, gap):
    parts, at = [], 0
    for size in sizes:
        parts.append(number[at : at + size])
        at += size
    return gap.join(filter(None, [*parts, number[at:]]))


@given(IDS, AROUND, AROUND, st.lists(st.integers(1, 9)), GAPS, st.booleans())
def test_every_id_number_is_found(number, before, behind, sizes, gap, wide):
    written = spaced(number, sizes, gap)
    assert find(before + (written.translate(WIDE) if wide else written) + behind) == "id_number"


@given(MOBILES, AROUND, AROUND, st.sampled_from([(11,), (3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (4, 3, 4), (5, 6)]), GAPS, st.booleans())
def test_every_mobile_number_is_found(number, before, behind, sizes, gap, wide):
    written = spaced(number, sizes, gap)
    assert find(before + (written.translate(WIDE) if wide else written) + "。" + behind) == "mobile"


@given(CARDS, AROUND, AROUND, st.sampled_from([(19,), (4, 4, 4, 4), (6, 13), (8, 11)]), GAPS, st.booleans())
def test_every_bank_card_is_found(number, before, behind, sizes, gap, wide):
    written = spaced(number, sizes, gap)
    assert find(before + (written.translate(WIDE) if wide else written) + behind) is not None


@given(EMAILS, AROUND, AROUND, st.booleans())
def test_every_address_is_found(address, before, behind, wide):
    assert find(before + (address.translate(WIDE) if wide else address) + " " + behind) == "email"


@given(st.from_regex(r"[0-9]{18}", fullmatch=True))
def test_eighteen_digits_without_the_check_digit_are_no_id_number(digits):
    right = id_number(int(digits[:6] + "00000000" + digits[14:17]), int(digits[6:14]))
    if right != digits and digits[15:] != "000":
        assert find(digits) != "id_number"


@given(CARDS, st.integers(1, 9))
def test_a_card_with_another_last_digit_is_none(number, more):
    assert find(number[:-1] + str((int(number[-1]) + more) % 10)) != "bank_card"


TEXTS = st.one_of(st.text(max_size=40), IDS, MOBILES, CARDS, EMAILS, st.from_regex(r"[-0-9０-９ \u2013\u3000\x1d\u200bxX@]{0,40}", fullmatch=True))


@settings(deadline=None)  # pyarrow loads pandas at its first array
@given(st.lists(TEXTS, max_size=8))
def test_the_quick_looks_overlook_nothing(texts):
    known = [at for at, text in enumerate(texts) if kind_of(text)]
    assert set(known) <= set(suspects(pa.chunked_array([pa.array(texts, pa.string())])).tolist())
    assert may_hold("\0".join(texts).encode()) or not known


def test_the_quick_look_is_content_with_what_books_are_full_of():
    texts = ["2026-07", "非公企业", "4999", "2026-03-05", "HT-00012", "0.4166", "—", "是", "示例01镇", "甲、乙"] * 50
    assert (may_hold("\0".join(texts).encode()), suspects(pa.chunked_array([texts])).tolist()) == (False, [])


def test_names_of_one_mask_are_numbered():
    told = known_as([f"A02 {MOBILE}.xlsx", "A02 13100000000.xlsx", "A01.xlsx"])
    assert told == {"A01.xlsx": "A01.xlsx", f"A02 {MOBILE}.xlsx": f"A02 1{STAR * 8}00.xlsx", "A02 13100000000.xlsx": f"A02 1{STAR * 8}00 (1).xlsx"}


def test_an_address_in_a_name_leaves_its_end():
    assert known_as(["nobody@example.com.xlsx"]) == {"nobody@example.com.xlsx": f"n{STAR * 15}om.xlsx"}
