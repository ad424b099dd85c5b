"""Which template a document is written with: the county's own, kept in its workspace, else the built-in one of its kind."""

from pathlib import Path

from backbone.places import Place
from schema.workspace import TEMPLATE_FILES, TEMPLATE_FOLDER
from snapshots.word.errors import BadTemplate
from snapshots.word.package import MOST_BYTES

_BUILT_IN = Path(__file__).parents[1] / "templates"


def built_in(kind: str) -> bytes:
    """The template that comes with the application, which a county may take, edit in Word and put into its workspace."""
    return (_BUILT_IN / f"{kind}.docx").read_bytes()


def templates_of(place: Place) -> Path:
    """The folder of a workspace's own templates: beside its workbooks, or, for one of Google's, where this machine keeps what is its own of it."""
    return (place.own if place.online else Path(place.name)) / TEMPLATE_FOLDER


def template_of(kind: str, folder: Path) -> bytes:
    """The county's own template for a kind of document, where its folder of templates has one, else the built-in one. Raises BadTemplate."""
    own = folder / TEMPLATE_FILES[kind]
    try:
        if not own.is_file():
            return built_in(kind)
        if own.stat().st_size > MOST_BYTES:
            raise BadTemplate("template.too_large", most=str(MOST_BYTES >> 20))
        return own.read_bytes()
    except OSError as error:
        raise BadTemplate("template.unreadable") from error
