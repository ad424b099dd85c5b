"""A process of its own that marks one workbook: a line of JSON and the file's bytes come in, the marked file's bytes go out.

openpyxl asks for whatever memory a file makes it ask for; only this process is lost then. Run as a module.
"""

import contextlib
import json
import sys
from typing import BinaryIO

from backbone.marking.drawing import marked

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

_MEMORY = 1 << 30
_PROCESSOR_SECONDS = 30
_LONGEST_FILE = 128 << 20


def main(given: BinaryIO, made: BinaryIO) -> None:
    """Mark the one workbook that is given."""
    if resource is not None:
        for kind, most in (("RLIMIT_AS", _MEMORY), ("RLIMIT_CPU", _PROCESSOR_SECONDS), ("RLIMIT_FSIZE", _LONGEST_FILE), ("RLIMIT_CORE", 0)):
            with contextlib.suppress(AttributeError, OSError, ValueError):
                resource.setrlimit(getattr(resource, kind), (most, most))
    told = json.loads(given.readline())
    made.write(marked(given.read(), told))


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
