"""Copies the versions of requirements.lock into pyproject.toml, where plain ``uv run`` obeys them.

``python .ci/pin.py`` copies; ``python .ci/pin.py --compile`` first resolves the newest versions anew. No setting of the
machine takes part in that, so that no address of an index and no path ever stands in the lock.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LOCK, SETTINGS = PROJECT / "requirements.lock", PROJECT / "pyproject.toml"
_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+)(?: ; (?P<marker>[^\\]+?))? ?\\?$", re.MULTILINE)
_BLOCK = re.compile(r"^constraint-dependencies = \[\n.*?^\]$", re.MULTILINE | re.DOTALL)
_COMPILE = (
    *("uv", "pip", "compile", "pyproject.toml", "--group", "dev", "--all-extras", "--upgrade", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-emit-index-url", "--no-header", "--no-config", "--quiet", "--output-file", LOCK.name),
)


def pins(lock: str) -> list[str]:
    """Every ``name==version`` of a lock in its order, with the environment it is for where there is one."""
    return [f"{found['name']}=={found['version']}" + (f" ; {found['marker']}" if found["marker"] else "") for found in _PIN.finditer(lock)]


def constrained(settings: str, pinned: Sequence[str]) -> str:
    """The text of pyproject.toml with these constraints in place of the old ones."""
    block = "constraint-dependencies = [\n" + "".join(f"    {json.dumps(pin)},\n" for pin in pinned) + "]"
    return _BLOCK.sub(lambda _: block, settings)


def main(arguments: Sequence[str]) -> None:
    """Resolve if asked, then copy."""
    if "--compile" in arguments:
        own = {name: value for name, value in os.environ.items() if not name.startswith(("UV_", "PIP_"))}
        subprocess.run(_COMPILE, cwd=PROJECT, env=own, check=True)  # noqa: S603
    SETTINGS.write_text(constrained(SETTINGS.read_text(encoding="utf-8"), pins(LOCK.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
