"""Every setting of Dim, in one place: flags over `DIM_*` environment over `dim.toml` over defaults."""

import ipaddress
import os
import re
import unicodedata
from pathlib import Path
from typing import Any, Self

import platformdirs
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


class ConfigurationError(Exception):
    """A setting is wrong; the text is one line that says which and what to do."""


LONGEST_SERVER_NAME = 64


def checked_server_name(value: str) -> str:
    """A server's name without spaces around it.

    Raises ValueError: it is empty, too long, or has characters that do not print or that reverse the text around them.
    """
    name = value.strip()
    if not 1 <= len(name) <= LONGEST_SERVER_NAME:
        raise ValueError(f"it has to have 1 to {LONGEST_SERVER_NAME} characters")
    if any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or char in _REORDERING for char in name):
        raise ValueError("it may have no control characters")
    return name


_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Explicit directional formatting (Unicode Standard Annex 9): a name that others show must not change what stands beside it."""


_DOMAIN = re.compile(r"(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")


class Settings(BaseSettings):
    """The settings of a server. Durations are seconds, sizes are MiB unless the name says otherwise."""

    model_config = SettingsConfigDict(env_prefix="DIM_", extra="ignore", frozen=True)

    data_dir: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("dim", appauthor=False)))
    host: str = "0.0.0.0"  # noqa: S104 - a media server is for the whole local network
    port: int = Field(default=8008, ge=0, le=65535)
    database_url: str = ""
    """Empty: SQLite in the data folder. Else any SQLAlchemy URL, such as postgresql+psycopg://user@host/dim."""
    ffmpeg: str = ""
    """Empty: the ffmpeg that comes with Dim. Else the path of another one."""
    log_level: str = Field(default="info", pattern="^(debug|info|warning|error)$")
    session_days: int = Field(default=30, ge=1)
    """Days until a sign-in expires; `auth/refresh` renews it."""
    settle_seconds: float = Field(default=2.0, gt=0)
    """How long a file must be unchanged before it is scanned."""
    forget_after_days: int = Field(default=30, ge=0)
    """Days until a deleted file, which may only have moved, is removed from the catalog."""
    daily_backups: int = Field(default=7, ge=0, le=1000)
    """Daily copies of a SQLite database that are kept; 0: none are made."""
    segment_cache_mib: int = Field(default=4096, ge=64)
    """Disk space for transcoded segments; the least recently used are evicted first."""
    encoder: str = Field(default="auto", pattern="^(auto|software|nvenc|qsv|vaapi|videotoolbox)$")
    """What encodes video: the first hardware encoder that works (auto), one of them, or the processor (software)."""
    transcodes: int = Field(default=0, ge=0)
    """Videos that are encoded at the same time; further ones wait. 0: half as many as there are cores, at least 2."""
    transcode_threads: int = Field(default=0, ge=0, le=256)
    """Threads that each of them uses for decoding, filtering and encoding. 0: ffmpeg decides."""
    stream_idle_seconds: float = Field(default=90.0, gt=0)
    """A stream session without a request for so long ends."""

    tmdb_key: str = Field(default="", repr=False, max_length=1000)
    """The owner's key of TMDB, version 3. It may also be entered in the web UI."""
    tmdb_url: str = ""
    """A mirror of TMDB, with /3 at its end. Like the next ones, plain http and private addresses are allowed here."""
    tvmaze_url: str = ""
    anilist_url: str = ""
    """What AniList's questions are posted to."""
    wikidata_url: str = ""
    steam_store_url: str = ""
    igdb_client_id: str = Field(default="", max_length=200, pattern="^[A-Za-z0-9]*$")
    """The owner's application at Twitch, with which IGDB is asked. It may also be entered in the web UI."""
    igdb_client_secret: str = Field(default="", repr=False, max_length=200)
    igdb_url: str = ""
    """A mirror of IGDB, with /v4 at its end."""
    igdb_token_url: str = ""
    """What tokens are asked for at, instead of https://id.twitch.tv/oauth2/token."""
    steamgriddb_key: str = Field(default="", repr=False, max_length=1000)
    """The owner's key of SteamGridDB. It may also be entered in the web UI."""
    steamgriddb_url: str = ""
    """A mirror of SteamGridDB, with /api/v2 at its end."""

    tls: str = Field(default="", pattern="^(|off|files|local|acme)$")
    """HTTPS with the owner's files, with a local authority, or by ACME. Empty: files if `tls_cert` is set, else off."""
    tls_port: int = Field(default=8920, ge=1, le=65535)
    """Where the server listens for HTTPS, beside plain HTTP on `port`."""
    tls_cert: Path | None = None
    """The owner's certificate chain (PEM)."""
    tls_key: Path | None = None
    """Its private key (PEM, without a password). None: it is in the file of the certificate."""
    http_redirect: bool = False
    """Whether requests of pages by plain HTTP from other machines are redirected to HTTPS."""
    acme_domains: list[str] = Field(default=[], max_length=100)
    acme_email: str = Field(default="", max_length=254)
    """Where the authority sends notices; may be empty."""
    acme_agree: bool = False
    """Whether the owner agrees to the terms of the authority."""
    acme_directory: str = "https://acme-v02.api.letsencrypt.org/directory"
    """The directory of the authority (RFC 8555, 7.1.1)."""
    acme_http_port: int = Field(default=80, ge=0, le=65535)
    """Where the authority's questions arrive (HTTP challenge) while a certificate is ordered; 0: only on `port`."""
    acme_dns_hook: str = ""
    """A program that sets DNS records (DNS challenge); empty: the HTTP challenge."""

    server_name: str | None = None
    """What other devices call this server. This and the next ones: None, the default, leaves them to the web UI and the API; what
    is set here cannot be changed there (`dim.runtime_settings`).
    """
    discovery: bool | None = None
    """Whether the server announces itself on the local network."""
    dlna: bool | None = None
    """Whether DLNA players on the local network may browse and play, without an account."""
    dlna_user: int | None = Field(default=None, ge=1, le=2**31 - 1)
    """The id of the account whose libraries they get."""
    dlna_libraries: list[int] | None = Field(default=None, max_length=1000)
    """The ids of the libraries that they get where there is no such account."""
    casting: bool | None = None
    """Whether Chromecasts and DLNA renderers on the local network are players."""

    sandbox: str = Field(default="auto", pattern="^(auto|off)$")
    """Whether workers and ffmpeg are confined, as far as the system can (auto), or not (off)."""
    path_prefix: str = Field(default="", pattern=r"^(/[A-Za-z0-9._~-]+)*/?$")
    """The path of Dim behind a reverse proxy, such as /dim; the proxy may strip it or pass it on."""
    trusted_proxies: list[str] = []
    """Addresses or networks (CIDR) of reverse proxies whose X-Forwarded-* headers are trusted."""
    allowed_hosts: list[str] = []
    """Host names, beside addresses and this machine's own, by which the first account may be created."""
    captcha_verify_url: str = ""
    """A server that speaks reCAPTCHA's siteverify protocol. Empty: the visitor's browser solves a proof of work."""
    captcha_secret: str = Field(default="", repr=False)
    captcha_site_key: str = ""
    captcha_script_url: str = ""
    """The script of the service's widget, for the registration page."""

    @field_validator(
        "tmdb_url",
        "tvmaze_url",
        "anilist_url",
        "wikidata_url",
        "steam_store_url",
        "igdb_url",
        "igdb_token_url",
        "steamgriddb_url",
    )
    @classmethod
    def _addresses(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s/?#@]+(?:/[^\s?#]*)?", value):
            raise ValueError("it has to be an address such as https://mirror.example/3, without a user or a query")
        return value

    @field_validator("acme_domains")
    @classmethod
    def _domains(cls, values: list[str]) -> list[str]:
        for value in values:
            if len(value) > 253 or not _DOMAIN.fullmatch(value):
                raise ValueError("it has to be a list of domains such as dim.example.org, in lower case")
        return values

    @field_validator("acme_directory")
    @classmethod
    def _directory(cls, value: str) -> str:
        if not re.fullmatch(r"https://[^\s/?#@]+/[^\s#]*|http://(127\.0\.0\.1|localhost)(:\d+)?/[^\s#]*", value):
            raise ValueError("it has to be an https address")
        return value

    @model_validator(mode="after")
    def _complete_igdb(self) -> Self:
        if bool(self.igdb_client_id) != bool(self.igdb_client_secret):
            raise ValueError("DIM_IGDB_CLIENT_ID and DIM_IGDB_CLIENT_SECRET belong together: set both, or none")
        return self

    @model_validator(mode="after")
    def _complete_tls(self) -> Self:
        if self.tls_mode == "files" and self.tls_cert is None:
            raise ValueError("DIM_TLS=files needs DIM_TLS_CERT, the path of a certificate")
        if self.tls_mode == "acme" and not self.acme_domains:
            raise ValueError("DIM_TLS=acme needs DIM_ACME_DOMAINS, the names that others use for this server")
        if self.tls_mode == "acme" and not self.acme_agree:
            raise ValueError(
                "DIM_TLS=acme needs DIM_ACME_AGREE=true: you agree to the terms of the certificate authority"
            )
        if any(domain.startswith("*.") for domain in self.acme_domains) and not self.acme_dns_hook:
            raise ValueError("DIM_ACME_DOMAINS with a wildcard needs DIM_ACME_DNS_HOOK")
        if self.tls_mode is not None and self.tls_port == self.port:
            raise ValueError("DIM_TLS_PORT and DIM_PORT have to differ")
        return self

    @field_validator("server_name")
    @classmethod
    def _name(cls, value: str | None) -> str | None:
        return checked_server_name(value) if value is not None else None

    @field_validator("dlna_libraries")
    @classmethod
    def _ids(cls, values: list[int] | None) -> list[int] | None:
        if any(not 1 <= value < 2**31 for value in values or ()):
            raise ValueError("it has to be a list of ids of libraries")
        return values

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, values: list[str]) -> list[str]:
        for value in values:
            ipaddress.ip_network(value, strict=False)
        return values

    def announce_sandbox(self) -> None:
        """Tell child processes the setting, which may come from a flag or a file: they read the environment only."""
        os.environ["DIM_SANDBOX"] = self.sandbox

    @property
    def tls_mode(self) -> str | None:
        """Where the certificate comes from: "files", "local" or "acme"; None: there is no HTTPS."""
        if self.tls == "":
            return "files" if self.tls_cert is not None else None
        return self.tls if self.tls != "off" else None

    @property
    def tls_dir(self) -> Path:
        """Keys and certificates that Dim makes or orders."""
        return self.data_dir / "tls"

    @property
    def prefix(self) -> str:
        """`path_prefix` without a slash at its end."""
        return self.path_prefix.rstrip("/")

    @property
    def url(self) -> str:
        """The SQLAlchemy URL of the database."""
        scheme, separator, rest = self.database_url.partition("://")
        if scheme in ("postgresql", "postgres"):
            return f"postgresql+psycopg{separator}{rest}"
        return self.database_url or f"sqlite:///{self.data_dir / 'dim.sqlite3'}"

    @property
    def artwork_dir(self) -> Path:
        """Where artwork is stored in full size."""
        return self.data_dir / "artwork"

    @property
    def cache_dir(self) -> Path:
        """What can be recreated: resized artwork, segments, subtitles."""
        return self.data_dir / "cache"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags first, then the environment, then `DIM_CONFIG` or `dim.toml` in the platform's configuration folder."""
        file = os.environ.get("DIM_CONFIG") or Path(platformdirs.user_config_dir("dim", appauthor=False)) / "dim.toml"
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, Path(file))


def load(**flags: Any) -> Settings:
    """Read the settings; flags that are None are left out.

    Raises ConfigurationError: a value cannot be used; the text names the setting.
    """
    try:
        settings = Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        if not first["loc"]:  # several settings do not fit together; the text names them
            raise ConfigurationError(f"{first['msg'].removeprefix('Value error, ')}.") from None
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise ConfigurationError(f"Setting DIM_{name} cannot be used: {first['msg']}.") from None
    except ValueError as error:
        raise ConfigurationError(f"The configuration file cannot be read: {error}.") from None
    return settings.model_copy(update={"data_dir": settings.data_dir.expanduser().absolute()})
