"""The gettext catalogues, read straight from their .po files: a message id is a code such as ``lamp.on_pace``."""

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LANGUAGES = ("zh_CN", "en")


def text(code: str, language: str = "zh_CN", /, **values: object) -> str:
    """The wording of a code with its values filled in. Raises KeyError for a code that no catalogue has."""
    wording = _catalogue(language)[code]
    return wording.format(**values) if values else wording


def has(code: str, language: str = "zh_CN") -> bool:
    """Whether there is a wording for the code."""
    return code in _catalogue(language)


@cache
def _catalogue(language: str) -> dict[str, str]:
    path = Path(__file__).parent / f"{language}.po"
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}
