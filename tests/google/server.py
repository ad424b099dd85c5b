"""Sheets v4 and Drive v3 on loopback: every exchange is logged, judged by the discovery documents, and may meet a fault."""

import json
import re
import threading
import time
import traceback
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import parse_qs, urlsplit

from tests.google import batch, discovery, drive, faults, masks, oauth, sheets
from tests.google.errors import Refused, invalid
from tests.google.people import Person
from tests.google.quota import Quota
from tests.google.transport import Answer, Transport

oracle = cache(discovery.load)


@dataclass
class Exchange:
    """One line of the log: when, what, and the status answered (``None`` where the connection was dropped)."""

    at: float
    verb: str
    path: str
    method: str
    status: int | None = None


@dataclass
class Call:
    """One request taken apart."""

    method: discovery.Method
    query: dict
    body: dict | None
    fields: str
    problems: list = field(default_factory=list)


class GoogleServer:
    """The service, as a context manager: leaving it fails when any request or reply did not fit Google's documents.

    ``clock`` gives seconds for the log, quota and times of change; ``a_minute`` is the quota of reads and of writes.
    """

    def __init__(self, clock=time.time, a_minute=60, owns_storage=False):
        self.clock = clock
        self.lock = threading.RLock()
        self.drive = drive.Drive(clock, owns_storage)
        self.faults, self.quota, self.tokens = faults.Faults(), Quota(clock, a_minute), oauth.Tokens(clock)
        self.slow_seconds = 1.0
        self.log, self.violations = [], []
        self._hooks = []
        self._transport = Transport(self.answer)
        self.url = self._transport.url

    def __enter__(self):
        self._transport.start()
        return self

    def __exit__(self, kind, error, trace):
        self._transport.stop()
        if kind is None and self.violations:
            raise AssertionError("\n".join(self.violations))

    def discard(self):
        """Give the socket of a server that never ran back."""
        self._transport.discard()

    def credentials(self):
        """The content of a service account's key file that buys its tokens here."""
        named = {"client_email": oauth.EMAIL, "client_id": "1", "project_id": "test-project", "private_key_id": "1"}
        return {"type": "service_account", **named, "private_key": oauth.private_pem(), "token_uri": f"{self.url}/token"}

    def person(self, file_id):
        """Somebody who has this spreadsheet open in a browser."""
        return Person(self.drive, file_id, self.lock)

    def before(self, methods, act, nth=1):
        """Call ``act`` once, just before the ``nth`` request from now on whose method id matches is carried out."""
        self._hooks.append([re.compile(methods), nth, act])

    def requests(self, methods=""):
        """The logged exchanges whose method id matches."""
        return [one for one in self.log if re.search(methods, one.method)]

    def busiest_minute(self, methods="sheets"):
        """The largest number of requests that came within any 60 seconds."""
        times = sorted(one.at for one in self.requests(methods))
        return max((bisect_left(times, start + 60) - at for at, start in enumerate(times)), default=0)

    def answer(self, verb, target, headers, content):
        """The answer to one HTTP request; whatever breaks in here is noted as a violation."""
        parts = urlsplit(target)
        line = Exchange(self.clock(), verb, target, "")
        with self.lock:
            self.log.append(line)
        if parts.path == "/token":
            answer = Answer.of(*self.tokens.grant(content.decode(), f"{self.url}/token"))
            line.method = "token"
        else:
            answer = self._answer_method(line, parts, headers, content)
        line.status = None if answer.kept == 0 else answer.status
        return answer

    def _answer_method(self, line, parts, headers, content):
        found = oracle().find(line.verb, parts.path)
        if found is None:
            self.violations.append(f"{line.verb} {parts.path}: no such method")
            return Answer(404, b"<!DOCTYPE html><title>Error 404 (Not Found)!!1</title>", {"Content-Type": "text/html"})
        method, path = found
        line.method = method.id
        try:
            return self._serve(self._taken_apart(method, path, parts.query, content), headers)
        except Refused as refused:
            return Answer.of(refused.code, refused.body(method.service))
        except Exception:  # A fault of this server must fail the test, not hang its client.
            self.violations.append(traceback.format_exc())
            return Answer.of(500, Refused(500, "Internal error encountered.").body(method.service))

    def _taken_apart(self, method, path, query, content):
        lists = parse_qs(query, keep_blank_values=True)
        try:
            body = json.loads(content) if content else None
        except ValueError as error:
            raise invalid("Invalid JSON payload received.") from error
        flat = {name: values if method.parameters.get(name, {}).get("repeated") else values[-1] for name, values in lists.items()}
        call = Call(method, {**flat, **path}, _said(body), flat.get("fields", ""))
        call.problems = oracle().request_problems(method, lists, body) + _mask_problems(method, call)
        return call

    def _serve(self, call, headers):
        method = call.method
        self._admit(method, headers)
        with self.lock:
            self._let_people_act(method.id)
            fault = self.faults.next(method.id)
        if fault and not fault.applied:
            return self._failed(fault, method, b"")
        if call.problems:
            self._blame(method, call.problems)
            raise Refused(400, call.problems[0].sentence, fields=call.problems)
        stale = fault is not None and fault.how == "stale"
        with self.lock:
            reply = self._applied(call, stale)
        content = b"" if reply is None else json.dumps(reply, ensure_ascii=False).encode()
        answer = Answer(204 if reply is None else 200, content, {"Content-Type": "application/json; charset=UTF-8"})
        return self._failed(fault, method, content) if fault and not stale else answer

    def _admit(self, method, headers):
        scopes = self.tokens.scopes(headers.get("Authorization"))
        if scopes is None:
            raise Refused(401, "Request is missing required authentication credential. Expected OAuth 2 access token.", "authError")
        if not scopes & method.scopes:
            raise Refused(403, faults.REASONS["insufficientPermissions"], "insufficientPermissions")
        if method.service == "sheets":
            with self.lock:
                self.quota.spend(method.id in sheets.READS)

    def _let_people_act(self, method_id):
        for hook in [hook for hook in self._hooks if hook[0].search(method_id)]:
            hook[1] -= 1
            if hook[1] == 0:
                self._hooks.remove(hook)
                hook[2]()

    def _applied(self, call, stale):
        method = call.method
        if method.id not in drive.METHODS and method.id not in sheets.METHODS:
            raise NotImplementedError(method.id)
        if method.service == "drive":
            reply = drive.METHODS[method.id](self.drive, call.query, call.body or {}, stale)
        else:
            reply = sheets.answer(self.drive, method.id, call.query, call.body or {}, stale)
        if reply is not None:
            reply = masks.through(reply, masks.parse(call.fields or drive.DEFAULT_FIELDS.get(method.id, "")))
        self._blame(method, oracle().reply_problems(method, reply))
        return reply

    def _blame(self, method, problems):
        self.violations += [f"{method.id}: {problem.sentence}" for problem in problems]

    def _failed(self, fault, method, content):
        """The answer a fault leaves of what would have been ``content``."""
        if fault.how == "refuse":
            return Answer.of(fault.refusal.code, fault.refusal.body(method.service), fault.headers)
        if fault.how == "html":
            return Answer(502, faults.HTML, {"Content-Type": "text/html; charset=UTF-8"})
        half = len(content) // 2
        answer = Answer(200, content[:half] if fault.how == "truncate" else content, {"Content-Type": "application/json; charset=UTF-8"})
        answer.kept = {"drop": 0, "cut": half}.get(fault.how)
        answer.late = self.slow_seconds if fault.how == "slow" else 0.0
        return answer


def _said(value):
    """A body without the fields that are ``null``, which say nothing; a ``null`` among values stays."""
    if isinstance(value, dict):
        return {name: _said(item) for name, item in value.items() if item is not None}
    return [_said(item) for item in value] if isinstance(value, list) else value


def _mask_problems(method, call):
    """Field masks that name fields which are not there: of the reply, and of the requests in a batch."""
    found = _one_mask(method, method.response, call.fields, "fields") if method.response else []
    requests = (call.body or {}).get("requests") if method.id == "sheets.spreadsheets.batchUpdate" else None
    for at, request in enumerate(requests if isinstance(requests, list) else ()):
        for kind in request.keys() & batch.MASKED.keys():
            mask = request[kind].get("fields")
            problems = _one_mask(method, batch.MASKED[kind], mask, f"requests[{at}].{kind}.fields")
            found += problems if mask else [discovery.Problem("fields", f"requests[{at}].{kind}: fields are missing")]
    return found


def _one_mask(method, schema, mask, where):
    try:
        return oracle().mask_problems(method.service, {"$ref": schema}, masks.parse(mask), where)
    except (ValueError, IndexError):
        return [discovery.Problem(where, f"{where}: {mask!r} is no field mask")]


def counted(exchanges):
    """How many exchanges there were by method id."""
    numbers = defaultdict(int)
    for one in exchanges:
        numbers[one.method] += 1
    return dict(numbers)
