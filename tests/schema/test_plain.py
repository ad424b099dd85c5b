"""What is called plain by its bytes is read as just what stands there."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.plain import plain_numbers, plain_words
from schema.values import read_text, read_whole

SIGNS = st.sampled_from("A19+-—=eE.² \t\n\u3000、。㊀长龥鿿ꀀ\ufeff\u200b\u202e\ufffe\x00\x7f\x85e\u0301é＋，\U00020000")
texts = st.lists(st.none() | st.text(max_size=8) | st.text(SIGNS, max_size=6) | st.from_regex(r"[0-9]{0,17}", fullmatch=True), min_size=1)


@settings(deadline=None)
@given(typed=texts, skipped=st.integers(0, 3))
def test_a_plain_number_is_what_the_reader_reads(typed, skipped):
    numbers, plain = plain_numbers(pa.array(typed, pa.string()).slice(skipped))
    assert [(text, number) for text, number, sure in zip(typed[skipped:], numbers, plain, strict=True) if sure and read_whole(text) != number] == []
    assert all(sure == bool(text and text.isascii() and text.isdigit() and len(text) <= 15) for text, sure in zip(typed[skipped:], plain, strict=True))


@settings(deadline=None)
@given(typed=texts, skipped=st.integers(0, 3), longest=st.integers(1, 9))
def test_a_plain_word_is_what_the_reader_reads(typed, skipped, longest):
    plain = plain_words(pa.array(typed, pa.string()).slice(skipped), longest)
    told = [text for text, sure in zip(typed[skipped:], plain, strict=True) if sure]
    assert [text for text in told if read_text(text) != text or len(text) > longest] == []


def test_common_words_are_plain():
    words = ["职工培训活动 12", "event 7", "A-1（", "长、", "安全生产月"]
    assert plain_words(pa.array(words), 60).tolist() == [True, True, False, False, True]
