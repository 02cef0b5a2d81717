"""The actions of the services: arguments to functions of `dim.dlna`, and their results to arguments."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from dim.api.context import Server
from dim.catalog import items
from dim.catalog.access import visible_item
from dim.catalog.browse.versions import longest
from dim.dlna.devices import DeviceKind
from dim.dlna.directory import search
from dim.dlna.directory.browse import MOST, SORTS, Browser
from dim.dlna.directory.object_ids import ObjectId, no_such_object, parse
from dim.dlna.resources import Place, source_protocol_info
from dim.dlna.viewer import Viewer
from dim.playback.sessions import progress
from dim.playback.sessions.progress import PlayedItem
from dim.upnp import didl
from dim.upnp.criteria import parse_search, parse_sort
from dim.upnp.errors import (
    ACTION_FAILED,
    INVALID_ARGUMENTS,
    NO_SUCH_CONNECTION,
    NO_SUCH_CONTAINER,
    NO_SUCH_OBJECT,
    UpnpError,
)
from dim.upnp.soap import Call

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Context:
    """What an action needs beside its arguments: who asks, where, and as whom the catalog is read."""

    server: Server
    viewer: Viewer
    place: Place
    device: DeviceKind

    @property
    def browser(self) -> Browser:
        """Reads the directory."""
        return Browser(self.server.database, self.viewer, self.place, self.server.dlna.values.server_name)


Action = Callable[[Context, Call], Awaitable[Values]]


async def _browse(context: Context, call: Call) -> Values:
    where = parse(call.text("ObjectID", "ContainerID"))
    wanted = didl.Filter.parse(call.arguments.get("Filter", "*"))
    flag = call.text("BrowseFlag")
    keys = parse_sort(call.arguments.get("SortCriteria", ""), SORTS, context.device.ignores_bad_sort)
    start, count = call.number("StartingIndex", 0), call.number("RequestedCount", 0)
    if flag == "BrowseMetadata":
        return _result(context, [context.browser.metadata(where)], 1, wanted)
    if flag != "BrowseDirectChildren":
        raise UpnpError(INVALID_ARGUMENTS, "BrowseFlag is BrowseMetadata or BrowseDirectChildren.")
    found = await context.browser.children(where, keys, start, count)
    return _result(context, found.objects, found.total, wanted)


async def _search(context: Context, call: Call) -> Values:
    where = _container(context, call.text("ContainerID", "ObjectID"))
    wanted = didl.Filter.parse(call.arguments.get("Filter", "*"))
    criteria = parse_search(call.arguments.get("SearchCriteria", "*"))
    keys = parse_sort(call.arguments.get("SortCriteria", ""), SORTS, context.device.ignores_bad_sort)
    start, count = call.number("StartingIndex", 0), call.number("RequestedCount", 0)
    user = context.viewer.user
    page = await context.server.database.read_slow(
        search.find, user, where, criteria, keys, start, min(count or MOST, MOST)
    )
    return _result(context, await context.browser.describe(page.ids), page.total, wanted)


def _container(context: Context, text: str) -> ObjectId:
    """The container that is searched. Raises UpnpError 710: there is none."""
    try:
        where = parse(text)
        if context.browser.metadata(where).is_container:
            return where
    except UpnpError as error:
        if error.code != NO_SUCH_OBJECT:
            raise
    raise UpnpError(NO_SUCH_CONTAINER)


def _result(context: Context, objects: Sequence[didl.Object], total: int, wanted: didl.Filter) -> Values:
    return {
        "Result": didl.document(objects, wanted), "NumberReturned": len(objects), "TotalMatches": total,
        "UpdateID": context.server.dlna.update_id,
    }  # fmt: skip


async def _search_capabilities(_context: Context, _call: Call) -> Values:
    return {"SearchCaps": ",".join(search.CAPABILITIES)}


async def _sort_capabilities(_context: Context, _call: Call) -> Values:
    return {"SortCaps": ",".join(SORTS)}


async def _update_id(context: Context, _call: Call) -> Values:
    return {"Id": context.server.dlna.update_id}


async def _feature_list(_context: Context, _call: Call) -> Values:
    """The containers of Samsung's own view of a server; all media are under the root."""
    containers = "".join(
        f"<container id={quoteattr('0')} type={quoteattr(kind)}/>" for kind in ("object.item.videoItem",)
    )
    features = (
        '<Features xmlns="urn:schemas-upnp-org:av:avs" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="urn:schemas-upnp-org:av:avs http://www.upnp.org/schemas/av/avs.xsd">'
        f'<Feature name="samsung.com_BASICVIEW" version="1">{containers}</Feature></Features>'
    )
    return {"FeatureList": f'<?xml version="1.0" encoding="UTF-8"?>{features}'}


async def _set_bookmark(context: Context, call: Call) -> Values:
    """A television says where its viewer stopped; the account's progress is set to that."""
    where, seconds = parse(call.text("ObjectID")), call.number("PosSecond")
    context.browser.metadata(where)
    database, user = context.server.database, context.viewer.user
    item = database.read(visible_item, user, where.items[-1]) if where.items else None
    if item is None or item.kind not in ("movie", "episode"):
        raise no_such_object()
    if not context.viewer.has_account or where.part is not None:
        raise UpnpError(ACTION_FAILED, "Positions are kept for an account, which this server was not given for DLNA.")
    duration, chapters = longest(database.read(items.main_files, item.id))
    played = PlayedItem(item.id, item.title_id, item.library_id, duration, chapters)
    await database.write(progress.record_position, user.id, played, float(seconds))
    return {}


async def _protocol_info(_context: Context, _call: Call) -> Values:
    return {"Source": source_protocol_info(), "Sink": ""}


async def _connection_ids(_context: Context, _call: Call) -> Values:
    return {"ConnectionIDs": "0"}


async def _connection_info(_context: Context, call: Call) -> Values:
    if call.text("ConnectionID").strip() != "0":
        raise UpnpError(NO_SUCH_CONNECTION)
    return {
        "RcsID": -1, "AVTransportID": -1, "ProtocolInfo": "", "PeerConnectionManager": "", "PeerConnectionID": -1,
        "Direction": "Output", "Status": "OK",
    }  # fmt: skip


async def _authorized(_context: Context, _call: Call) -> Values:
    """Whoever is in the local network is."""
    return {"Result": 1}


async def _register(_context: Context, _call: Call) -> Values:
    return {"RegistrationRespMsg": ""}


ACTIONS: Mapping[str, Action] = {
    "Browse": _browse, "Search": _search, "GetSearchCapabilities": _search_capabilities, "GetSortCapabilities": _sort_capabilities,
    "GetSystemUpdateID": _update_id, "X_GetFeatureList": _feature_list, "X_SetBookmark": _set_bookmark,
    "GetProtocolInfo": _protocol_info, "GetCurrentConnectionIDs": _connection_ids, "GetCurrentConnectionInfo": _connection_info,
    "IsAuthorized": _authorized, "IsValidated": _authorized, "RegisterDevice": _register,
}  # fmt: skip
