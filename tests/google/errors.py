"""What the services answer when they refuse."""

STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}
ERROR_INFO = {
    "accessNotConfigured": "SERVICE_DISABLED",
    "insufficientPermissions": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
    "rateLimitExceeded": "RATE_LIMIT_EXCEEDED",
    "userRateLimitExceeded": "RATE_LIMIT_EXCEEDED",
}


class Refused(Exception):
    """A request the service refuses: an HTTP status, Google's sentence and, for 403 and Drive, the reason's name."""

    def __init__(self, code, message, reason=None, fields=()):
        super().__init__(message)
        self.code, self.message, self.reason, self.fields = code, message, reason, fields

    def body(self, service):
        """The JSON of the refusal; Drive tells reasons in ``errors``, Sheets in ``details`` and only for some."""
        error = {"code": self.code, "message": self.message}
        if service == "drive":
            return {"error": {**error, "errors": [{"message": self.message, "domain": "global", "reason": self.reason or "invalid"}]}}
        error["status"] = STATUSES[self.code]
        if self.reason in ERROR_INFO:
            info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": ERROR_INFO[self.reason], "domain": "googleapis.com"}
            error["details"] = [info]
        if self.fields:
            told = [{"field": field, "description": sentence} for field, sentence in self.fields]
            error["details"] = [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": told}]
        return {"error": error}


def missing():
    """The spreadsheet does not exist, or is not shared: Google says the same of both."""
    return Refused(404, "Requested entity was not found.", "notFound")


def invalid(message):
    """The request is well formed but cannot be done."""
    return Refused(400, message)
