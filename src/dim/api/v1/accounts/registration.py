"""Registration: creating an own account. Refusals also answer 200, as the specification has it."""

import secrets
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from dim.accounts import passwords, users
from dim.accounts.registering import invites, registration
from dim.accounts.users import UserError
from dim.api.context import Server, ServerDep, address_of, is_local
from dim.api.errors import first_error
from dim.api.openapi import may_give
from dim.api.requests.hosts import check_host
from dim.api.requests.routing import Route, Router
from dim.api.schemas import Body

REGISTER = "register"
"""What tries to register are counted under, beside their address."""


class _ErrorsAsAnswers(Route):
    """A route whose errors are answers, also those of its input."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as error:
                field, detail = first_error(error)
                return JSONResponse(Registered.refused("not_usable", detail, field).model_dump())

        return answer


router = Router(prefix="/api/v1/user", tags=["users"])
_register = Router(route_class=_ErrorsAsAnswers)


class Registration(Body):
    """A registration.

    `invite`: the token of an invite. `setup_code`: from the address that a new server prints, needed from another machine.
    `recaptcha2`: the solved captcha, where registration is open (see `GET /api/v1/user/register`).
    """

    username: str = Field(default="", max_length=200)
    password: str = Field(default="", max_length=2000)
    email: str | None = Field(default=None, max_length=320)
    recaptcha2: str | None = Field(default=None, max_length=16_384)
    invite: str | None = Field(default=None, max_length=100)
    setup_code: str | None = Field(default=None, max_length=100)


class RegistrationError(BaseModel):
    """Why there is no account. `code` is for programs and stays the same."""

    code: str
    detail: str
    field: str | None = None


class Registered(BaseModel):
    """Where to go on, or why not."""

    redirect: str | None = None
    error: RegistrationError | None = None

    @classmethod
    def refused(cls, code: str, detail: str, field: str | None) -> "Registered":
        """An answer that says why not."""
        return cls(error=RegistrationError(code=code, detail=detail, field=field))


class CaptchaService(BaseModel):
    """A captcha service, for the registration page."""

    site_key: str
    script: str


class HowToRegister(BaseModel):
    """Who may register, and with what.

    `mode`: setup (the first account, the owner's), closed, invite, open. `invited`: the given invite is valid.
    `service` or `work` (ALTCHA's, https://altcha.org) is for `recaptcha2`, where `mode` is open and there is no invite.
    """

    mode: str
    setup_code_needed: bool = False
    invited: bool = False
    service: CaptchaService | None = None
    work: dict[str, Any] | None = None


@router.get("/register", openapi_extra=may_give("misdirected"))
async def how_to_register(request: Request, server: ServerDep, invite: str = "") -> HowToRegister:
    """Who may register, and a captcha to solve where one is needed."""

    def read(connection: Connection) -> tuple[bool, str, bool]:
        invited = bool(invite) and invites.find(connection, invite) is not None
        return users.exists(connection), registration.mode(connection), invited

    exists, mode, invited = server.database.read(read)
    if not exists:
        check_host(request, server.settings.allowed_hosts)
        return HowToRegister(mode="setup", setup_code_needed=not is_local(request))
    answer = HowToRegister(mode=mode, invited=invited and mode != registration.CLOSED)
    if mode == registration.OPEN and not invited:
        service = server.captcha.service
        answer.service = CaptchaService(site_key=service.site_key, script=service.script) if service else None
        answer.work = None if service else server.captcha.challenge()
    return answer


@_register.post("/register", openapi_extra=may_give("misdirected"))
async def register(body: Registration, request: Request, server: ServerDep) -> Registered:
    """Register: the first account is the owner's. `error` says what is wrong, also with 200.

    421: there is no account yet, and the request was not sent to an address or a name of this machine.
    """
    if not server.database.read(users.exists):
        check_host(request, server.settings.allowed_hosts)
    address = address_of(request)
    if wait := server.throttle.wait(REGISTER, address):
        return Registered.refused("slow_down", f"Too many tries. Wait {wait:.0f} seconds, then try again.", None)
    server.throttle.failed(REGISTER, address)
    try:
        await _check(server, body, request)
        await server.database.write(
            registration.register,
            body.username,
            body.password,
            await hash_if_usable(body.password),
            body.email or None,
            body.invite,
        )
    except UserError as error:
        return Registered.refused(error.code, str(error), error.field)
    server.throttle.succeeded(REGISTER, address)
    return Registered(redirect="/setup")


async def _check(server: Server, body: Registration, request: Request) -> None:
    """Everything but the account itself. Raises UserError."""
    if not server.database.read(users.exists):
        code = (body.setup_code or "").encode()
        if not is_local(request) and not secrets.compare_digest(code, server.setup_code.encode()):
            detail = "Open the address that the server printed when it started: it holds the set-up code."
            raise UserError(detail, "setup_code", "setup_code")
        return
    server.database.read(registration.check, body.invite)
    users.check_username(body.username)
    users.check_password(body.password)
    users.check_email(body.email or None)
    if not body.invite:
        await server.captcha.check(body.recaptcha2, address_of(request))


async def hash_if_usable(password: str) -> str:
    """A password's hash; invalid ones are not hashed."""
    usable = passwords.SHORTEST <= len(password) <= passwords.LONGEST
    return await passwords.hash_later(password) if usable else ""


router.include_router(_register)
