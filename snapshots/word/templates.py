"""Which template a document is written with: the county's own, kept in its workspace, else the built-in one of its kind."""

from pathlib import Path

from schema.workspace import TEMPLATE_FILES, TEMPLATE_FOLDER

_BUILT_IN = Path(__file__).parents[1] / "templates"


def built_in(kind: str) -> bytes:
    """The template that comes with the application, which a county may take, edit in Word and put into its workspace."""
    return (_BUILT_IN / f"{kind}.docx").read_bytes()


def template_of(kind: str, folder: Path) -> bytes:
    """The county's own template for a kind of document, where its workspace has one, else the built-in one."""
    own = folder / TEMPLATE_FOLDER / TEMPLATE_FILES[kind]
    return own.read_bytes() if own.is_file() else built_in(kind)
