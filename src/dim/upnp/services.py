"""The services of a media server: ContentDirectory:1, ConnectionManager:1, and what Microsoft's players require."""

from dim.upnp.description import Argument, Service, Variable

MEDIA_SERVER = "urn:schemas-upnp-org:device:MediaServer:1"
BASIC_DEVICE = "urn:schemas-upnp-org:device:Basic:1"


def _in(name: str, variable: str) -> Argument:
    return Argument(name, variable)


def _out(name: str, variable: str) -> Argument:
    return Argument(name, variable, is_output=True)


_PAGE = (
    _in("Filter", "A_ARG_TYPE_Filter"), _in("StartingIndex", "A_ARG_TYPE_Index"), _in("RequestedCount", "A_ARG_TYPE_Count"),
    _in("SortCriteria", "A_ARG_TYPE_SortCriteria"), _out("Result", "A_ARG_TYPE_Result"), _out("NumberReturned", "A_ARG_TYPE_Count"),
    _out("TotalMatches", "A_ARG_TYPE_Count"), _out("UpdateID", "A_ARG_TYPE_UpdateID"),
)  # fmt: skip
CONTENT_DIRECTORY = Service(
    name="content-directory",
    type="urn:schemas-upnp-org:service:ContentDirectory:1",
    id="urn:upnp-org:serviceId:ContentDirectory",
    actions={
        "GetSearchCapabilities": (_out("SearchCaps", "SearchCapabilities"),),
        "GetSortCapabilities": (_out("SortCaps", "SortCapabilities"),),
        "GetSystemUpdateID": (_out("Id", "SystemUpdateID"),),
        "Browse": (_in("ObjectID", "A_ARG_TYPE_ObjectID"), _in("BrowseFlag", "A_ARG_TYPE_BrowseFlag"), *_PAGE),
        "Search": (
            _in("ContainerID", "A_ARG_TYPE_ObjectID"), _in("SearchCriteria", "A_ARG_TYPE_SearchCriteria"), *_PAGE
        ),
        "X_GetFeatureList": (_out("FeatureList", "A_ARG_TYPE_Featurelist"),),
        "X_SetBookmark": (
            _in("CategoryType", "A_ARG_TYPE_CategoryType"), _in("RID", "A_ARG_TYPE_RID"), _in("ObjectID", "A_ARG_TYPE_ObjectID"),
            _in("PosSecond", "A_ARG_TYPE_PosSec"),
        ),
    },
    variables={
        "SearchCapabilities": Variable(),
        "SortCapabilities": Variable(),
        "SystemUpdateID": Variable("ui4", evented=True),
        "ContainerUpdateIDs": Variable(evented=True),
        "A_ARG_TYPE_ObjectID": Variable(),
        "A_ARG_TYPE_Result": Variable(),
        "A_ARG_TYPE_SearchCriteria": Variable(),
        "A_ARG_TYPE_BrowseFlag": Variable(allowed=("BrowseMetadata", "BrowseDirectChildren")),
        "A_ARG_TYPE_Filter": Variable(),
        "A_ARG_TYPE_SortCriteria": Variable(),
        "A_ARG_TYPE_Index": Variable("ui4"),
        "A_ARG_TYPE_Count": Variable("ui4"),
        "A_ARG_TYPE_UpdateID": Variable("ui4"),
        "A_ARG_TYPE_Featurelist": Variable(),
        "A_ARG_TYPE_CategoryType": Variable(),
        "A_ARG_TYPE_RID": Variable(),
        "A_ARG_TYPE_PosSec": Variable("ui4"),
    },
)  # fmt: skip
CONNECTION_MANAGER = Service(
    name="connection-manager",
    type="urn:schemas-upnp-org:service:ConnectionManager:1",
    id="urn:upnp-org:serviceId:ConnectionManager",
    actions={
        "GetProtocolInfo": (_out("Source", "SourceProtocolInfo"), _out("Sink", "SinkProtocolInfo")),
        "GetCurrentConnectionIDs": (_out("ConnectionIDs", "CurrentConnectionIDs"),),
        "GetCurrentConnectionInfo": (
            _in("ConnectionID", "A_ARG_TYPE_ConnectionID"), _out("RcsID", "A_ARG_TYPE_RcsID"),
            _out("AVTransportID", "A_ARG_TYPE_AVTransportID"), _out("ProtocolInfo", "A_ARG_TYPE_ProtocolInfo"),
            _out("PeerConnectionManager", "A_ARG_TYPE_ConnectionManager"), _out("PeerConnectionID", "A_ARG_TYPE_ConnectionID"),
            _out("Direction", "A_ARG_TYPE_Direction"), _out("Status", "A_ARG_TYPE_ConnectionStatus"),
        ),
    },
    variables={
        "SourceProtocolInfo": Variable(evented=True),
        "SinkProtocolInfo": Variable(evented=True),
        "CurrentConnectionIDs": Variable(evented=True),
        "A_ARG_TYPE_ConnectionStatus": Variable(
            allowed=("OK", "ContentFormatMismatch", "InsufficientBandwidth", "UnreliableChannel", "Unknown")
        ),
        "A_ARG_TYPE_ConnectionManager": Variable(),
        "A_ARG_TYPE_Direction": Variable(allowed=("Input", "Output")),
        "A_ARG_TYPE_ProtocolInfo": Variable(),
        "A_ARG_TYPE_ConnectionID": Variable("i4"),
        "A_ARG_TYPE_AVTransportID": Variable("i4"),
        "A_ARG_TYPE_RcsID": Variable("i4"),
    },
)  # fmt: skip
MEDIA_RECEIVER_REGISTRAR = Service(
    name="media-receiver-registrar",
    type="urn:microsoft.com:service:X_MS_MediaReceiverRegistrar:1",
    id="urn:microsoft.com:serviceId:X_MS_MediaReceiverRegistrar",
    actions={
        "IsAuthorized": (_in("DeviceID", "A_ARG_TYPE_DeviceID"), _out("Result", "A_ARG_TYPE_Result")),
        "IsValidated": (_in("DeviceID", "A_ARG_TYPE_DeviceID"), _out("Result", "A_ARG_TYPE_Result")),
        "RegisterDevice": (
            _in("RegistrationReqMsg", "A_ARG_TYPE_RegistrationReqMsg"),
            _out("RegistrationRespMsg", "A_ARG_TYPE_RegistrationRespMsg"),
        ),
    },
    variables={
        "A_ARG_TYPE_DeviceID": Variable(),
        "A_ARG_TYPE_Result": Variable("int"),
        "A_ARG_TYPE_RegistrationReqMsg": Variable("bin.base64"),
        "A_ARG_TYPE_RegistrationRespMsg": Variable("bin.base64"),
        "AuthorizationGrantedUpdateID": Variable("ui4", evented=True),
        "AuthorizationDeniedUpdateID": Variable("ui4", evented=True),
        "ValidationSucceededUpdateID": Variable("ui4", evented=True),
        "ValidationRevokedUpdateID": Variable("ui4", evented=True),
    },
)
SERVICES = {one.name: one for one in (CONTENT_DIRECTORY, CONNECTION_MANAGER, MEDIA_RECEIVER_REGISTRAR)}
"""By the name in their URLs."""
