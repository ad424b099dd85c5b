"""Colours and lamp shapes, the one place where either is written down; tokens and contrast ratios are those of the screen design."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

SHAPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "on_pace": "●",
        "slow": "▲",
        "behind": "■",
        "unreported": "○",
        "starting": "◇",
        "not_begun": "▽",
        "no_target": "※",
    }
)
"""Lamp code → printed shape. Colour never stands alone, so every lamp must have its own."""

SHORT_OF_PACE: Final = frozenset({"behind", "slow"})
"""Lamps that say something is missing; only they get a shortfall box."""


@dataclass(frozen=True, slots=True)
class LampColours:
    """One lamp's colours: `mark` for shapes (contrast ≥ 3), `text` for words (≥ 4.5), `tint` behind words."""

    mark: str
    text: str
    tint: str


@dataclass(frozen=True, slots=True)
class Palette:
    """Every colour a chart may use, as hex; `ramp` runs from the accent to the palest, `lamps` and `filing` go by code."""

    paper: str
    field: str
    ink: str
    ink2: str
    ink3: str
    accent: str
    accent_text: str
    pale: str
    paler: str
    track: str
    hairline: str
    ramp: tuple[str, ...]
    lamps: Mapping[str, LampColours]
    filing: Mapping[str, str]

    def lamp(self, code: str) -> LampColours:
        """Colours of a lamp code; a code nobody knows is drawn as unreported, never as red."""
        return self.lamps.get(code, self.lamps["unreported"])


def _lamps(on_pace: LampColours, slow: LampColours, behind: LampColours, neutral: LampColours) -> Mapping[str, LampColours]:
    neutrals = dict.fromkeys(("unreported", "starting", "not_begun", "no_target"), neutral)
    return MappingProxyType({"on_pace": on_pace, "slow": slow, "behind": behind, **neutrals})


def _filing(lamps: Mapping[str, LampColours], accent: str, ink2: str, ink3: str) -> Mapping[str, str]:
    done = dict.fromkeys(("on_time", "submitted", "approved"), accent)
    quiet = dict.fromkeys(("untouched", "nil", "not_applicable"), ink2)
    attention = {"late": lamps["slow"].mark, "partial": lamps["slow"].text, "returned": lamps["behind"].text, "invalid": lamps["behind"].text}
    return MappingProxyType({**done, **quiet, **attention, "not_due": ink3})


_LIGHT_LAMPS = _lamps(
    LampColours("#089070", "#006B4F", "#E2F3EC"),
    LampColours("#C48400", "#8A5900", "#FBF2DC"),
    LampColours("#BF3F0A", "#A33607", "#F9E0D3"),
    LampColours("#868C92", "#535A61", "#F1EFE9"),
)
_DARK_LAMPS = _lamps(
    LampColours("#2BB489", "#4CC9A0", "#12302A"),
    LampColours("#E0A030", "#EBB34C", "#2F2713"),
    LampColours("#E8763A", "#F2925C", "#40241A"),
    LampColours("#7D848B", "#A9AFB5", "#232A31"),
)

LIGHT: Final = Palette(
    paper="#FBFAF7",
    field="#FFFFFF",
    ink="#1F2429",
    ink2="#535A61",
    ink3="#6B7178",
    accent="#1F5A8C",
    accent_text="#1F5A8C",
    pale="#8FB0CB",
    paler="#D6E2EC",
    track="#ECE9E1",
    hairline="#D9D5CB",
    ramp=("#1F5A8C", "#5E8DB3", "#8FB0CB", "#B4CBDD", "#D6E2EC", "#ECE9E1"),
    lamps=_LIGHT_LAMPS,
    filing=_filing(_LIGHT_LAMPS, "#1F5A8C", "#535A61", "#6B7178"),
)
DARK: Final = Palette(
    paper="#14181D",
    field="#1C2229",
    ink="#E8E6E1",
    ink2="#A9AFB5",
    ink3="#8F969D",
    accent="#5B97CC",
    accent_text="#7FB3E0",
    pale="#44698A",
    paler="#20374A",
    track="#262D35",
    hairline="#343C45",
    ramp=("#5B97CC", "#4F80AB", "#44698A", "#32506A", "#20374A", "#262D35"),
    lamps=_DARK_LAMPS,
    filing=_filing(_DARK_LAMPS, "#5B97CC", "#A9AFB5", "#8F969D"),
)
