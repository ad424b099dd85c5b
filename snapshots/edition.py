"""A snapshot on its way to its readers: the frozen workspace, what it is held against, and what the office chose and worded for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from snapshots.bulletin import Options, brief, bulletin, summary
from snapshots.document import Document, Kind
from snapshots.edits import Edits
from snapshots.frozen import Frozen

_WRITERS: Final[Mapping[Kind, Callable[..., Document]]] = {"bulletin": bulletin, "brief": brief, "summary": summary}


@dataclass(frozen=True)
class Edition:
    """Everything that the files made of one snapshot follow from: the same edition is the same files.

    ``before`` is the snapshot that it is compared with, ``edits`` are paragraphs as staff worded them by kind of document, ``templates`` is the folder of
    the county's own templates. The language is that of ``options``.
    """

    frozen: Frozen
    number: str
    templates: Path
    before: Frozen | None = None
    edits: Mapping[Kind, Edits] = field(default_factory=dict)
    options: Options = field(default_factory=Options)

    @property
    def language(self) -> str:
        """The language in which all of it is written."""
        return self.options.language

    def document(self, kind: Kind) -> Document:
        """What a document of this edition says; it is written once."""
        if kind not in self._written:
            self._written[kind] = _WRITERS[kind](self.frozen, self.number, self.options, self.before, self.edits.get(kind, {}))
        return self._written[kind]

    @cached_property
    def _written(self) -> dict[Kind, Document]:
        return {}
