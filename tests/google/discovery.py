"""The oracle: Google's own discovery documents, as google-api-python-client carries them, route and judge every exchange."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import googleapiclient.discovery_cache

DOCUMENTS = Path(googleapiclient.discovery_cache.__file__).parent / "documents"
PATH_VARIABLE = re.compile(r"\{(\w+)\}")
IGNORED = {("drive.files.get", "includeItemsFromAllDrives")}
"""gspread sends this parameter to a method that has none such; the real service ignores it (recorded)."""


class Problem(NamedTuple):
    """What does not fit, where, in the words Google uses for it."""

    field: str
    sentence: str


@dataclass(frozen=True)
class Method:
    """One method of a service: its id (``sheets.spreadsheets.get``), parameters and the names of its schemas."""

    id: str
    verb: str
    path: re.Pattern
    parameters: dict
    request: str | None
    response: str | None
    scopes: frozenset

    @property
    def service(self):
        return self.id.split(".")[0]


@dataclass
class Discovery:
    """All methods and schemas of Sheets v4 and Drive v3."""

    methods: list = field(default_factory=list)
    schemas: dict = field(default_factory=dict)

    def find(self, verb, path):
        """The method at a verb and an encoded path with its decoded path parameters, or ``None``."""
        for method in self.methods:
            if method.verb == verb and (match := method.path.fullmatch(path)):
                return method, {name: unquote(value) for name, value in match.groupdict().items()}
        return None

    def request_problems(self, method, query, body):
        """What is wrong with a request: unknown or ill-typed parameters and body fields."""
        found = [problem for name, values in query.items() for problem in self._parameter(method, name, values)]
        if body is not None and method.request is None:
            return [*found, Problem("", f"{method.id} takes no body")]
        where = "data" if method.request == "ValueRange" else ""
        return found + (self.problems(method.service, {"$ref": method.request}, body, where, nullable=True) if body is not None else [])

    def reply_problems(self, method, body):
        """What is wrong with a reply of status 200."""
        if method.response is None:
            return [] if body is None else [Problem("", f"{method.id} replies nothing")]
        return self.problems(method.service, {"$ref": method.response}, body, "reply")

    def _parameter(self, method, name, values):
        schema = method.parameters.get(name)
        if schema is None:
            return (
                [] if (method.id, name) in IGNORED else [Problem(name, f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter.')]
            )
        if len(values) > 1 and not schema.get("repeated"):
            return [Problem(name, f"Parameter {name} is given twice.")]
        return [problem for value in values for problem in _text_problems(schema, value, name)]

    def problems(self, service, schema, value, where, nullable=False):
        """Every place where ``value`` does not fit a schema of the service; requests may say ``null`` for absent."""
        if value is None and nullable:
            return []
        if "$ref" in schema:
            schema = self.schemas[service, schema["$ref"]]
        if schema["type"] == "object":
            return self._object(service, schema, value, where, nullable)
        if schema["type"] == "array":
            if not isinstance(value, list):
                return [_misfit(where, "type.googleapis.com/google.protobuf.ListValue", value)]
            return [p for at, item in enumerate(value) for p in self.problems(service, schema["items"], item, f"{where}[{at}]", nullable)]
        return _scalar_problems(schema, value, where)

    def mask_problems(self, service, schema, tree, where):
        """The names in a field mask that a schema does not have."""
        while "$ref" in schema or schema.get("type") == "array":
            schema = self.schemas[service, schema["$ref"]] if "$ref" in schema else schema["items"]
        known = schema.get("properties", {})
        found = [
            Problem(where, f"Invalid field mask: {where}.{name}: no such field.")
            for name in tree
            if name not in known and name != "*" and "additionalProperties" not in schema
        ]
        return found + [p for name in tree if name in known for p in self.mask_problems(service, known[name], tree[name], f"{where}.{name}")]

    def _object(self, service, schema, value, where, nullable):
        if not isinstance(value, dict):
            return [_misfit(where, "type.googleapis.com/google.protobuf.Struct", value)]
        known, other = schema.get("properties", {}), schema.get("additionalProperties")
        unknown = [name for name in value if name not in known and other is None]
        found = [Problem(where, f"Invalid JSON payload received. Unknown name \"{name}\" at '{where}': Cannot find field.") for name in unknown]
        fits = {name: known.get(name, other) for name in value if name in known or other is not None}
        return found + [p for name, below in fits.items() for p in self.problems(service, below, value[name], f"{where}.{name}".lstrip("."), nullable)]


def _text_problems(schema, text, where):
    """A parameter arrives as text: ``True`` and ``true`` are both taken."""
    fits = {"boolean": r"(?i:true|false)", "integer": r"-?\d+"}.get(schema["type"], r"(?s:.*)")
    enum = schema.get("enum")
    return [] if re.fullmatch(fits, text) and (not enum or text in enum) else [_misfit(where, f"TYPE_{schema['type'].upper()}", text)]


def _scalar_problems(schema, value, where):
    kind, number = schema["type"], isinstance(value, int | float) and not isinstance(value, bool)
    if "enum" in schema:
        fits = value in schema["enum"]
    elif schema.get("format") in ("int64", "uint64"):
        fits = isinstance(value, str) and re.fullmatch(r"-?\d+", value)
    elif kind == "integer":
        fits = number and isinstance(value, int) and -(2**31) <= value < 2**31
    elif kind == "any":
        fits = True
    else:
        fits = number if kind == "number" else isinstance(value, bool if kind == "boolean" else str)
    return [] if fits else [_misfit(where, f"TYPE_{schema.get('format', kind).upper()}", value)]


def _misfit(where, kind, value):
    return Problem(where, f"Invalid value at '{where}' ({kind}), {json.dumps(value, ensure_ascii=False):.200}")


def load():
    """Both documents; longer paths come first, so that ``:append`` is not taken for a part of a range."""
    oracle = Discovery()
    for name in ("sheets.v4", "drive.v3"):
        document = json.loads((DOCUMENTS / f"{name}.json").read_text(encoding="utf-8"))
        service = document["name"]
        oracle.schemas |= {(service, schema): body for schema, body in document["schemas"].items()}
        oracle.methods += [_method(document, method) for method in _walk(document)]
    oracle.methods.sort(key=lambda method: -len(method.path.pattern))
    return oracle


def _walk(resource):
    yield from resource.get("methods", {}).values()
    for below in resource.get("resources", {}).values():
        yield from _walk(below)


def _method(document, method):
    path = "/" + document["servicePath"] + (method.get("flatPath") or method["path"])
    parts = PATH_VARIABLE.split(path)
    pattern = "".join(f"(?P<{part}>[^/]+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
    query = {name: one for name, one in {**document["parameters"], **method.get("parameters", {})}.items() if one["location"] == "query"}
    schema = {side: method.get(side, {}).get("$ref") for side in ("request", "response")}
    return Method(method["id"], method["httpMethod"], re.compile(pattern), query, schema["request"], schema["response"], frozenset(method.get("scopes", ())))
