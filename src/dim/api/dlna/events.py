"""Subscriptions to events of the services (GENA)."""

from fastapi import Request, Response
from starlette.background import BackgroundTask

from dim.api.context import address_of, is_forwarded, server_of
from dim.api.dlna.routing import LocalRouter, nothing_here
from dim.dlna.server import SERVER
from dim.upnp.services import SERVICES
from dim.upnp.subscriptions import Subscription, SubscriptionError

router = LocalRouter()


@router.api_route("/events/{name}", methods=["SUBSCRIBE"])
async def subscribe(name: str, request: Request) -> Response:
    """Subscribe, or renew a subscription. The first event follows the answer."""
    if name not in SERVICES:
        raise nothing_here(request)
    headers, dlna, address = request.headers, server_of(request).dlna, address_of(request)
    timeout = headers.get("timeout", "")
    try:
        if "sid" in headers:
            if "callback" in headers or "nt" in headers:
                raise SubscriptionError(400, "SID stands without CALLBACK and NT.")
            return _answer(dlna.subscriptions.renew(headers["sid"], name, address, timeout))
        if headers.get("nt", "") != "upnp:event":
            raise SubscriptionError(412, "NT has to be upnp:event.")
        if is_forwarded(request):  # its address is that of the proxy, where no player listens
            raise SubscriptionError(412, "Events are not sent through a reverse proxy.")
        made = dlna.subscriptions.add(name, headers.get("callback", ""), address, timeout)
    except SubscriptionError as error:
        return _refusal(error)
    answer = _answer(made)

    async def begin() -> None:
        dlna.subscriptions.begin(made, dlna.state(name))

    answer.background = BackgroundTask(begin)
    return answer


@router.api_route("/events/{name}", methods=["UNSUBSCRIBE"])
async def unsubscribe(name: str, request: Request) -> Response:
    """End a subscription."""
    try:
        server_of(request).dlna.subscriptions.remove(request.headers.get("sid", ""), name, address_of(request))
    except SubscriptionError as error:
        return _refusal(error)
    return Response()


def _answer(subscription: Subscription) -> Response:
    headers = {"SID": subscription.sid, "TIMEOUT": f"Second-{subscription.seconds}", "Server": SERVER}
    return Response(headers=headers)


def _refusal(error: SubscriptionError) -> Response:
    return Response(str(error), error.status, media_type="text/plain")
