"""Recorded exchanges of the real service played against the test server: the same requests must get the same replies."""

import json
import re
from urllib.parse import urlsplit

from tests.google.server import GoogleServer

SCOPES = ("https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive")
FILE_ID = re.compile(r"[A-Za-z0-9_-]{44}")
GIVEN_BY_SERVER = {"sheetId", "namedRangeId", "protectedRangeId", "id", "spreadsheetId", "sourceSheetId"}
TIMES = {"createdTime", "modifiedTime"}


class Replay:
    """One cassette: ids that the real service gave out are bound to ours as replies bring them."""

    def __init__(self):
        self._server = GoogleServer(a_minute=None, owns_storage=True)
        self._headers = {"Authorization": f"Bearer {self._server.tokens.issue(SCOPES)}"}
        self._ours = {}

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self._server.discard()

    def differences(self, recorded):
        """Where our reply to a recorded request differs; ``None`` when it is about a file from before the recording."""
        request, reply = recorded["request"], recorded["response"]
        parts = urlsplit(request["uri"])
        if any(name not in self._ours for name in FILE_ID.findall(parts.path)) or self._lists_strangers(parts.path, reply):
            return None
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        content = self._bound_body(request.get("body") or "")
        answer = self._server.answer(request["method"], self._bound_text(target), self._headers, content.encode())
        if answer.status != reply["status"]["code"]:
            return [f"status {answer.status} instead of {reply['status']['code']}"]
        return list(self._compared(_parsed(reply["body"].get("string", "")), _parsed(answer.content.decode()), ""))

    def _lists_strangers(self, path, reply):
        return path == "/drive/v3/files" and any(file["id"] not in self._ours for file in _parsed(reply["body"]["string"]).get("files", []))

    def _bound_text(self, text):
        return FILE_ID.sub(lambda match: str(self._ours.get(match[0], match[0])), text)

    def _bound_body(self, text):
        try:
            return json.dumps(self._bound(json.loads(text), None))
        except ValueError:
            return text

    def _bound(self, value, name):
        if isinstance(value, dict):
            return {name: self._bound(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [self._bound(item, name) for item in value]
        return self._ours.get(value, value) if name in GIVEN_BY_SERVER else value

    def _compared(self, theirs, ours, where):
        name = where.rpartition(".")[2]
        if isinstance(theirs, dict) and isinstance(ours, dict):
            for key in sorted(theirs.keys() | ours.keys()):
                if key not in theirs or key not in ours:
                    yield f"{where}.{key}: {'missing' if key in theirs else 'too much'}"
                else:
                    yield from self._compared(theirs[key], ours[key], f"{where}.{key}")
        elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
            for at, (one, other) in enumerate(zip(theirs, ours, strict=True)):
                yield from self._compared(one, other, f"{where}[{at}]")
        elif (name in GIVEN_BY_SERVER and theirs) or "gserviceaccount" in str(theirs):
            if self._ours.setdefault(theirs, ours) != ours:
                yield f"{where}: another id"
        elif name == "spreadsheetUrl":
            yield from () if self._bound_text(theirs) == ours else (f"{where}: {ours}",)
        elif theirs != ours and name not in TIMES:
            yield f"{where}: {ours!r:.80} instead of {theirs!r:.80}"


def _parsed(text):
    try:
        return json.loads(text)
    except ValueError:
        return text
