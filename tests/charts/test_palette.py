import pytest

from charts.palette import DARK, LIGHT, SHAPES, SHORT_OF_PACE, Palette

PALETTES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
COLOURED = pytest.mark.parametrize("lamp", ["on_pace", "slow", "behind", "unreported"])


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_the_one_wcag_defines():
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)


@PALETTES
@COLOURED
def test_a_lamp_mark_stands_out_from_the_page(palette: Palette, lamp: str):
    assert round(contrast(palette.lamp(lamp).mark, palette.paper), 1) >= 3.0


@PALETTES
@COLOURED
def test_lamp_words_can_be_read_on_the_page(palette: Palette, lamp: str):
    assert contrast(palette.lamp(lamp).text, palette.paper) >= 4.5


@PALETTES
@COLOURED
def test_lamp_words_can_be_read_on_their_tint(palette: Palette, lamp: str):
    assert round(contrast(palette.lamp(lamp).text, palette.lamp(lamp).tint), 1) >= 5.3


@PALETTES
@pytest.mark.parametrize("token", ["ink", "ink2", "ink3", "accent_text"])
def test_text_tokens_can_be_read_on_the_page(palette: Palette, token: str):
    assert contrast(getattr(palette, token), palette.paper) >= 4.5


@PALETTES
def test_bars_stand_out_from_page_and_track(palette: Palette):
    assert min(contrast(palette.accent, palette.paper), contrast(palette.accent, palette.track)) >= 3.0


@PALETTES
def test_the_ramp_pales_step_by_step(palette: Palette):
    steps = [contrast(colour, palette.paper) for colour in palette.ramp]
    assert steps == sorted(steps, reverse=True)


@PALETTES
def test_every_filing_mark_can_be_seen(palette: Palette):
    assert min(round(contrast(colour, palette.paper), 1) for colour in palette.filing.values()) >= 3.0


def test_every_lamp_has_a_shape_of_its_own():
    assert len(set(SHAPES.values())) == len(SHAPES)


@PALETTES
def test_shapes_and_colours_know_the_same_lamps(palette: Palette):
    assert set(palette.lamps) == set(SHAPES)


@PALETTES
def test_only_behind_is_red(palette: Palette):
    assert [code for code in SHAPES if palette.lamp(code).mark == palette.lamp("behind").mark] == ["behind"]


def test_an_unknown_lamp_is_never_red():
    assert LIGHT.lamp("no such lamp") == LIGHT.lamp("unreported")


def test_only_slow_and_behind_lack_something():
    assert set(SHORT_OF_PACE) == {"slow", "behind"}
