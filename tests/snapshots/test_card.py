"""The leader's card: one page, and every figure on it that of the frozen records."""

import datetime as dt
import io
import re

import pypdf
import pytest

from backbone.folder import FolderBackbone
from demo import build
from ledger.ledger import load
from progress.records import data_date
from progress.summary import goals_of, lamp_counts
from snapshots.card import MOST, leaders_card
from snapshots.frozen import freeze
from snapshots.goals import percent_text
from words import text
from words.figures import full_day

LANGUAGES = ("zh_CN", "en")


@pytest.fixture(scope="module")
def nanjiang(tmp_path_factory):
    """A demo's workspace, frozen as of the day its data go to."""
    folder = tmp_path_factory.mktemp("nanjiang")
    build(folder, "nanjiang")
    ledger = load(FolderBackbone(folder))
    return freeze(ledger, data_date(ledger, dt.date(2026, 9, 1)), {}, {})


@pytest.fixture(scope="module", params=LANGUAGES)
def card(request, nanjiang):
    made = leaders_card(nanjiang, "2015-08-1", request.param)
    return request.param, pypdf.PdfReader(io.BytesIO(made))


def told(card):
    return re.sub(r"\s", "", card[1].pages[0].extract_text())


def own(frozen):
    placed = [code for code, indicator in frozen.indicators.items() if indicator.headline is not None]
    records = frozen.records
    return records[(records["org"] == frozen.root) & records["indicator"].isin(placed)]


def test_it_is_one_page_of_a4(card):
    (page,) = card[1].pages
    assert [round(float(side) * 25.4 / 72) for side in page.mediabox[2:]] == [297, 210]


def test_the_lamps_of_the_headline_goals_are_counted(card, nanjiang):
    counted = lamp_counts(own(nanjiang))
    words = [re.sub(r"\s", "", text(f"lamp.{code}", card[0])) for code in ("behind", "slow", "on_pace", "unreported")]
    found = re.search("".join(rf"\W{word}(\d+)" for word in words), told(card))
    assert [int(number) for number in found.groups()] == [counted[code] for code in ("behind", "slow", "on_pace", "unreported")]


def test_it_says_what_the_figures_rest_on(card, nanjiang):
    parts = [
        nanjiang.title,
        "2015-08-1",
        full_day(nanjiang.on, card[0]),
        text("trust.simulated", card[0]),
        text("card.reported", card[0], reported=14, expected=16),
    ]
    assert [part for part in parts if re.sub(r"\s", "", part) not in told(card)] == []


def test_three_branches_are_named_to_ring(card):
    assert len(re.findall(r"■示例\d+镇", told(card))) == 3


@pytest.mark.parametrize("quotas", [True, False])
def test_the_slowest_goals_of_a_kind_are_drawn_with_their_figures(card, nanjiang, quotas):
    rows = goals_of(own(nanjiang), quotas=quotas, limit=MOST).to_dict("records")
    drawn = [f"{nanjiang.indicators[row['indicator']].name(card[0])}" for row in rows] + [percent_text(row) for row in rows]
    assert len(rows) == MOST
    assert [part for part in drawn if re.sub(r"\s", "", part) not in told(card)] == []


def test_goals_for_which_there_is_no_room_are_counted(card, nanjiang):
    assert len(goals_of(own(nanjiang), quotas=True)) == MOST + 1
    assert re.sub(r"\s", "", text("goals.more", card[0], count=1)) in told(card)


def test_the_same_card_is_the_same_file(nanjiang):
    assert leaders_card(nanjiang, "2015-08-1") == leaders_card(nanjiang, "2015-08-1")


def test_it_is_set_in_the_typefaces_carried_along(card):
    fonts = {font.get_object()["/BaseFont"].split("+")[1] for font in card[1].pages[0]["/Resources"]["/Font"].values()}
    assert fonts == {"NotoSansSC-Regular"}


def test_goals_that_have_no_place_on_the_card_are_counted(card, nanjiang):
    lit = ["behind", "slow", "on_pace", "unreported"]
    whole = nanjiang.records[nanjiang.records["org"] == nanjiang.root]
    shown, there = (int(records["lamp"].isin(lit).sum()) for records in (own(nanjiang), whole))
    assert shown < there
    assert re.sub(r"\s", "", text("card.of_all", card[0], shown=shown, all=there)) in told(card)
