"""Why a template cannot be used; the sentence for the code is in the catalogues."""


class BadTemplate(Exception):
    """Carries what the sentence names: ``name`` of a placeholder or part, ``near`` ones, and the ``text`` of the paragraph."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values
