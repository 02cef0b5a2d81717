"""Control: actions of the services, called by SOAP."""

from fastapi import Request, Response

from dim.api.context import server_of
from dim.api.dlna.actions import ACTIONS, Context
from dim.api.dlna.description import xml
from dim.api.dlna.routing import LocalRouter, device_of, nothing_here, place_of
from dim.api.requests.bodies import LimitedRequest
from dim.upnp import soap
from dim.upnp.errors import INVALID_ACTION, UpnpError
from dim.upnp.services import SERVICES

router = LocalRouter()


@router.post("/control/{name}")
async def control(name: str, request: Request) -> Response:
    """Call an action of a service."""
    service = SERVICES.get(name)
    if service is None:
        raise nothing_here(request)
    limited = LimitedRequest(request.scope, request.receive)
    limited.is_anonymous = True
    body = await limited.body()
    try:
        call = soap.parse_call(request.headers.get("soapaction", ""), body)
        if call.service != service.type or call.action not in service.actions:
            raise UpnpError(INVALID_ACTION)
        server = server_of(request)
        context = Context(server, server.dlna.viewer(), place_of(request), device_of(request))
        return xml(soap.answer(call, await ACTIONS[call.action](context, call)))
    except UpnpError as error:
        return xml(soap.fault(error), 500)
