"""The key of the service account that reads and writes for us: where it may be kept, and whether it is one."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from backbone.errors import NotReached

SECTION = "gcp_service_account"
_NEEDED = ("client_email", "private_key", "token_uri")


def service_key(told: str, secrets: Path) -> Mapping[str, Any]:
    """The key file's content: ``told`` is the content itself or the file's path; without it, a section of ``secrets.toml``.

    A private key whose line breaks were written as backslash and n is mended. Raises NotReached (no_key, bad_key).
    """
    key = _content(told) if told else _section(secrets)
    if not isinstance(key, dict) or not all(isinstance(key.get(name), str) for name in _NEEDED):
        raise NotReached(_shown(told, secrets), "bad_key")
    return {**key, "private_key": key["private_key"].replace("\\n", "\n")}


def _content(told: str) -> Any:
    """Neither the text nor the cause of a failure is passed on: it may hold the key."""
    try:
        return json.loads(told if told.lstrip().startswith("{") else Path(told).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotReached(_shown(told, Path()), "no_key") from None
    except (OSError, ValueError):
        raise NotReached(_shown(told, Path()), "bad_key") from None


def _section(secrets: Path) -> Any:
    try:
        found = tomllib.loads(secrets.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotReached(str(secrets), "no_key") from None
    except (OSError, ValueError):
        raise NotReached(str(secrets), "bad_key") from None
    if SECTION not in found:
        raise NotReached(str(secrets), "no_key")
    return found[SECTION]


def _shown(told: str, secrets: Path) -> str:
    """Where the key was looked for, never the key."""
    return str(secrets) if not told else "XUSHI_GOOGLE_KEY" if told.lstrip().startswith("{") else told
