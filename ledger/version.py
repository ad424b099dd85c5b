"""Which code and which libraries made something that is kept."""

import hashlib
from importlib import metadata
from pathlib import Path
from types import ModuleType


def code(rooms: tuple[ModuleType, ...]) -> str:
    """A digest of the files of these rooms."""
    folders = [Path(str(room.__file__)).parent for room in rooms]
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in (".py", ".po")]
    return hashlib.sha256("\n".join(hashlib.sha256(path.read_bytes()).hexdigest() for path in files).encode()).hexdigest()


def made_by(libraries: tuple[str, ...], rooms: tuple[ModuleType, ...]) -> str:
    """A digest of the versions of these libraries and the code of these rooms."""
    told = [*(metadata.version(name) for name in libraries), code(rooms)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()
