"""Pairing a device: it shows a code, and a signed-in user approves it on another one (RFC 8628, in JSON)."""

from math import ceil
from typing import Annotated

from fastapi import Path, Request, Response
from pydantic import BaseModel, Field
from starlette.convertors import StringConvertor, register_url_convertor

from dim.accounts import pairing
from dim.accounts.pairing import PairingRequest, Refusal, TooManyError, UnknownCodeError
from dim.accounts.throttle import is_private, network_of
from dim.api.context import Person, Server, ServerDep, address_of, is_forwarded
from dim.api.errors import PROBLEMS, ApiError, not_found
from dim.api.openapi import may_give
from dim.api.requests.credentials import COOKIE, cookie, same_origin
from dim.api.requests.hosts import is_well_formed
from dim.api.requests.routing import Router
from dim.api.schemas import Body
from dim.api.v1.accounts.auth import Session, answer_sign_in
from dim.api.v1.qr import qr_svg


class _UserCode(StringConvertor):
    """A user code in a path: any name but that of the route beside it, which answers to POST alone."""

    regex = "(?!token$)[^/]+"


register_url_convertor("user_code", _UserCode())
router = Router(prefix="/api/v1/auth/device", tags=["authentication"])
NO_STORE = {"Cache-Control": "no-store"}
KINDS = {
    Refusal.PENDING: "authorization-pending",
    Refusal.SLOW_DOWN: "polling-too-often",
    Refusal.DENIED: "access-denied",
    Refusal.EXPIRED: "expired-token",
}
UserCode = Annotated[str, Path(max_length=50, description="Case, dashes and spaces do not matter.")]


class AskingDevice(Body):
    """A device that asks; `device` is its name for the approving user, who else sees its User-Agent."""

    device: str | None = Field(default=None, max_length=200)


class DeviceAuthorization(BaseModel):
    """The answer of RFC 8628, 3.2. `device_code` is the device's secret; `expires_in` and `interval` are seconds.

    `qr_svg` draws `verification_uri_complete` as an SVG image, with its quiet zone.
    """

    device_code: str
    user_code: str
    verification_uri: str
    verification_uri_complete: str
    expires_in: int
    interval: int
    qr_svg: str


class DeviceCode(Body):
    """The secret of the asking device."""

    device_code: str = Field(max_length=200)


class Asking(BaseModel):
    """The device that asks. Times are UTC seconds since 1970.

    `local`: whether its address is of a private network, or of the network that the caller is in. `device` is what the device says
    of itself.
    """

    user_code: str
    device: str | None
    address: str
    local: bool
    asked_at: float
    expires_at: float


class Decision(Body):
    """What the user decides."""

    approve: bool


@router.post("", openapi_extra=may_give("bad-request", "slow-down"))
async def ask_for_approval(
    request: Request, response: Response, server: ServerDep, body: AskingDevice | None = None
) -> DeviceAuthorization:
    """Ask for the approval of a signed-in user: show `user_code`, and poll `POST /api/v1/auth/device/token`.

    429: too many devices ask at this moment.
    """
    base = _base_url(request, server)
    name = (body.device if body else None) or request.headers.get("user-agent")
    try:
        begun = server.pairings.begin(name, address_of(request), is_proxied=_is_proxied(request, server))
    except TooManyError as error:
        raise _wait("Too many devices ask for approval.", error.wait) from None
    response.headers.update(NO_STORE)
    complete = f"{base}/pair?code={begun.user_code}"
    return DeviceAuthorization(
        device_code=begun.device_code, user_code=begun.user_code, verification_uri=f"{base}/pair",
        verification_uri_complete=complete, expires_in=int(begun.expires_in), interval=ceil(begun.interval),
        qr_svg=qr_svg(complete),
    )  # fmt: skip


@router.post("/token", openapi_extra=may_give(*KINDS.values()))
async def fetch_sign_in(body: DeviceCode, request: Request, response: Response, server: ServerDep) -> Session:
    """The sign-in of a device that was approved, once; browsers also get it as a cookie. 400: `error` says why not (RFC 8628, 3.5).

    It counts as a sign-in without a password: changes of account security ask for it. A browser that the same user is signed in on
    already keeps its sign-in and gets another token.
    """
    outcome = server.pairings.poll(body.device_code)
    if isinstance(outcome, Refusal):
        raise _refused(outcome)
    again = cookie(request, COOKIE) if same_origin(request) else None
    sign_in = await server.database.write(pairing.begin_sign_in, server.sign_ins, outcome, address_of(request), again)
    if sign_in is None:
        raise _refused(Refusal.DENIED)
    response.headers.update(NO_STORE)
    return answer_sign_in(request, response, server, sign_in)


@router.get("/{user_code:user_code}", openapi_extra=may_give("slow-down"))
async def asking_device(user_code: UserCode, request: Request, caller: Person, server: ServerDep) -> Asking:
    """The device that shows a user code. 404: there is none, or it has expired; 429: too many wrong codes."""
    try:
        found = server.pairings.find(user_code, caller, address_of(request))
    except (UnknownCodeError, TooManyError) as error:
        raise _no_such_code(error) from None
    return _asking(found, request, server)


@router.post("/{user_code:user_code}", openapi_extra=may_give("slow-down"))
async def decide(user_code: UserCode, body: Decision, request: Request, caller: Person, server: ServerDep) -> Asking:
    """Approve or deny the device that shows a user code: approved, it is signed in as the caller. Errors as for `GET`."""
    try:
        found = server.pairings.decide(user_code, caller, address_of(request), approve=body.approve)
    except (UnknownCodeError, TooManyError) as error:
        raise _no_such_code(error) from None
    return _asking(found, request, server)


def _is_proxied(request: Request, server: Server) -> bool:
    """Whether the address of a request is that of a proxy which is not trusted."""
    return is_forwarded(request) and not server.settings.trusted_proxies


def _asking(found: PairingRequest, request: Request, server: Server) -> Asking:
    is_beside = not _is_proxied(request, server) and network_of(found.address) == network_of(address_of(request))
    return Asking(
        user_code=found.user_code, device=found.device, address=found.address,
        local=not found.is_proxied and (is_private(found.address) or is_beside),
        asked_at=found.asked_at, expires_at=found.expires_at,
    )  # fmt: skip


def _base_url(request: Request, server: Server) -> str:
    """The address of the UI, as the device reached it. Raises ApiError 400: the Host header is malformed."""
    host = request.headers.get("host", "")
    if not is_well_formed(host):
        raise ApiError(400, "The Host header is missing or malformed.")
    return f"{request.url.scheme}://{host}{server.settings.prefix}"


def _refused(refusal: Refusal) -> ApiError:
    kind = KINDS[refusal]
    return ApiError(*PROBLEMS[kind], kind=kind, headers=NO_STORE, error=refusal.value)


def _no_such_code(error: UnknownCodeError | TooManyError) -> ApiError:
    if isinstance(error, TooManyError):
        return _wait("Too many wrong codes.", error.wait)
    return not_found("No device shows this code, or it has expired. Compare it with the code on the device.")


def _wait(why: str, seconds: float) -> ApiError:
    whole = ceil(seconds)
    detail = f"{why} Try again in {whole} second{'s' if whole > 1 else ''}."
    return ApiError(429, detail, headers={"Retry-After": str(whole)})
