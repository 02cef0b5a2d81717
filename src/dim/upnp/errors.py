"""Errors of UPnP actions: a code that control points know, and a text for people (UPnP Device Architecture, 3.2.2)."""

INVALID_ACTION, INVALID_ARGUMENTS, ACTION_FAILED = 401, 402, 501
NO_SUCH_OBJECT, BAD_SEARCH, BAD_SORT, NO_SUCH_CONTAINER = 701, 708, 709, 710
NO_SUCH_CONNECTION = 706
DESCRIPTIONS = {
    INVALID_ACTION: "Invalid Action",
    INVALID_ARGUMENTS: "Invalid Args",
    ACTION_FAILED: "Action Failed",
    NO_SUCH_OBJECT: "No such object",
    NO_SUCH_CONNECTION: "Invalid connection reference",
    BAD_SEARCH: "Unsupported or invalid search criteria",
    BAD_SORT: "Unsupported or invalid sort criteria",
    NO_SUCH_CONTAINER: "No such container",
}


class UpnpError(Exception):
    """An action that is refused; `code` is one of the constants above."""

    def __init__(self, code: int, detail: str = "") -> None:
        super().__init__(detail or DESCRIPTIONS[code])
        self.code, self.detail = code, detail or DESCRIPTIONS[code]
