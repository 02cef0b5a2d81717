"""One order of a certificate, from the account to the chain (RFC 8555, 7.1.6)."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import requests
from acme import client, crypto_util, errors, messages
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from josepy.errors import Error as JoseError
from josepy.jwa import ES256
from josepy.jwk import JWKEC

from dim.network.tls.acme.solvers import Solver
from dim.network.tls.pair import CertificateError, new_key, pem_of_key, write_private
from dim.threads import DaemonThreads

REQUEST_SECONDS = 30
VALIDATION_SECONDS = 300.0
POLL_SECONDS = 2.0
FINALIZE_SECONDS = 120
_threads = DaemonThreads("acme")
"""The ACME library blocks; its calls must not keep the server from stopping. Each has a time limit of its own."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account of a certificate authority. Who makes one has agreed to its terms. `email` may be empty."""

    directory: str
    """The URL of the authority's directory (RFC 8555, 7.1.1)."""
    email: str
    key_file: Path
    """Its private key; made if it is missing."""


async def obtain(
    account: Account, domains: tuple[str, ...], solver: Solver, user_agent: str,
    pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> bytes:  # fmt: skip
    """A new key and the certificate chain for some domains, as PEM. `pause` waits for some seconds.

    Raises CertificateError: the authority refused it, or could not be reached.
    """
    try:
        return await _obtain(account, domains, solver, user_agent, pause)
    except (errors.Error, messages.Error, JoseError, requests.RequestException, OSError, ValueError) as error:
        raise CertificateError(f"The certificate authority did not issue a certificate: {_reason(error)}.") from error


async def _obtain(
    account: Account, domains: tuple[str, ...], solver: Solver, user_agent: str, pause: Callable[[float], Awaitable[object]]
) -> bytes:  # fmt: skip
    account_key = await _threads.call(partial(_account_key, account.key_file))
    session = await _threads.call(partial(_open, account, account_key, user_agent))
    key = pem_of_key(new_key())
    order = await _threads.call(partial(session.new_order, crypto_util.make_csr(key, list(domains))))
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(solver.ready())
        answered = []
        for authorization in order.authorizations:
            if authorization.body.status == messages.STATUS_VALID:
                continue  # proved lately
            domain = authorization.body.identifier.value
            challenge = _challenge(authorization, solver)
            await stack.enter_async_context(solver.presented(domain, challenge.chall, account_key))
            response = challenge.chall.response(account_key)
            await _threads.call(partial(session.answer_challenge, challenge, response))
            answered.append(authorization)
        try:
            async with asyncio.timeout(VALIDATION_SECONDS):
                for authorization in answered:
                    await _validated(session, authorization, pause)
        except TimeoutError:
            raise CertificateError("The certificate authority did not look for the proof in time.") from None
    deadline = datetime.now() + timedelta(seconds=FINALIZE_SECONDS)  # as the library counts
    done = await _threads.call(partial(session.finalize_order, order, deadline))
    return key + done.fullchain_pem.encode()


def _account_key(file: Path) -> JWKEC:
    """The private key of the account; made if it is missing."""
    if not file.exists():
        write_private(file, pem_of_key(new_key()))
    key = load_pem_private_key(file.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{file} holds a key of another kind")
    return JWKEC(key=key)


def _open(account: Account, key: JWKEC, user_agent: str) -> client.ClientV2:
    """A session of the account, which is made if it does not exist."""
    net = client.ClientNetwork(key, alg=ES256, user_agent=user_agent, timeout=REQUEST_SECONDS)
    session = client.ClientV2(client.ClientV2.get_directory(account.directory, net), net)
    wanted = messages.NewRegistration.from_data(email=account.email or None, terms_of_service_agreed=True)
    try:
        session.new_account(wanted)
    except errors.ConflictError as error:  # it exists
        net.account = messages.RegistrationResource(uri=error.location, body=messages.Registration())
    return session


def _challenge(authorization: messages.AuthorizationResource, solver: Solver) -> messages.ChallengeBody:
    found = next((one for one in authorization.body.challenges if isinstance(one.chall, solver.kind)), None)
    if found is None:
        domain = authorization.body.identifier.value
        raise CertificateError(f"The certificate authority offers no {solver.kind.typ} challenge for {domain}.")
    return found


async def _validated(
    session: client.ClientV2, authorization: messages.AuthorizationResource, pause: Callable[[float], Awaitable[object]]
) -> None:
    while True:
        now, _ = await _threads.call(partial(session.poll, authorization))
        if now.body.status == messages.STATUS_VALID:
            return
        if now.body.status != messages.STATUS_PENDING:
            reasons = [_reason(one.error) for one in now.body.challenges if one.error is not None]
            domain = authorization.body.identifier.value
            raise CertificateError(
                f"The certificate authority could not verify {domain}: {'; '.join(reasons) or now.body.status.name}."
            )
        await pause(POLL_SECONDS)


def _reason(error: Exception) -> str:
    """The authority's own words, in one line and not longer than a few."""
    if isinstance(error, errors.IssuanceError):
        error = error.error
    text = error.detail if isinstance(error, messages.Error) and error.detail else str(error) or type(error).__name__
    return " ".join(str(text).split())[:300].rstrip(".")
