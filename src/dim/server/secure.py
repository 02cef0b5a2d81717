"""HTTPS of the server, put together by its settings."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import dim
from dim.api.requests.https import Https
from dim.config import Settings
from dim.network.local import LocalNetwork
from dim.network.tls.authority import Authority
from dim.network.tls.names import Names, local_names
from dim.network.tls.service import Mode, Tls
from dim.network.tls.sources import LocalCertificates, OwnFiles


@dataclass(frozen=True, slots=True)
class Secured:
    """`answer` gives the answer to an HTTP challenge of ACME by its token."""

    tls: Tls
    answer: Callable[[str], str | None]


def secure(settings: Settings, network: LocalNetwork) -> Secured | None:
    """HTTPS as the settings want it; None: it is off. Raises CertificateError: there is no certificate to start with."""
    match settings.tls_mode:
        case "files":
            assert settings.tls_cert is not None
            key = settings.tls_key.expanduser() if settings.tls_key is not None else None
            return _plain(Tls(Mode.FILES, settings.tls_port, OwnFiles(settings.tls_cert.expanduser(), key)))
        case "local":
            machine = socket.gethostname()
            authority = Authority.open(settings.tls_dir / "authority.pem", machine, datetime.now(UTC))

            def names() -> Names:
                return local_names(machine, network.discovery.host, [one.ip for one in network.addresses])

            source = LocalCertificates(authority, settings.tls_dir / "local.pem", names)
            return _plain(Tls(Mode.LOCAL, settings.tls_port, source, authority=authority))
        case "acme":
            return _acme(settings)
    return None


def redirects(settings: Settings, network: LocalNetwork) -> Https | None:
    """What the server's own HTTPS changes for requests; None: it has none."""
    if settings.tls_mode is None:
        return None
    return Https(
        port=settings.tls_port, http_port=settings.port, redirects=settings.http_redirect,
        is_public=settings.tls_mode == "acme", is_own=network.is_own,
    )  # fmt: skip


def _plain(tls: Tls) -> Secured:
    return Secured(tls, lambda _token: None)


def _acme(settings: Settings) -> Secured:
    # here and not above: certbot's library is large, and few servers use it
    from dim.network.tls.acme.order import Account, obtain
    from dim.network.tls.acme.solvers import DnsSolver, HttpSolver
    from dim.network.tls.acme.source import AcmeCertificates

    folder, domains = settings.tls_dir / "acme", tuple(settings.acme_domains)
    account = Account(settings.acme_directory, settings.acme_email, folder / "account.pem")
    has_own_port = settings.acme_http_port not in (0, settings.port)
    http = HttpSolver(settings.host, settings.acme_http_port if has_own_port else None)
    solver = DnsSolver(settings.acme_dns_hook) if settings.acme_dns_hook else http
    order = partial(obtain, account, domains, solver, f"Dim/{dim.__version__}")
    source = AcmeCertificates(folder, settings.acme_directory, domains, order)
    return Secured(Tls(Mode.ACME, settings.tls_port, source), http.answer)
