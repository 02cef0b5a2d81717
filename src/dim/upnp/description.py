"""Descriptions of a device and its services (UPnP Device Architecture 1.0, section 2). Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

XML = '<?xml version="1.0" encoding="utf-8"?>\n'
CONTENT_TYPE = 'text/xml; charset="utf-8"'


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of an action, and the state variable that has its type."""

    name: str
    variable: str
    is_output: bool = False


@dataclass(frozen=True, slots=True)
class Variable:
    """A state variable. `evented`: subscribers are told when it changes."""

    type: str = "string"
    evented: bool = False
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Service:
    """A service: its actions by name, and its state variables. `name` is what its URLs are called."""

    name: str
    type: str
    id: str
    actions: Mapping[str, Sequence[Argument]]
    variables: Mapping[str, Variable]

    def document(self) -> str:
        """The service's description (SCPD)."""
        actions = "".join(
            f"<action><name>{name}</name><argumentList>{''.join(map(_argument, arguments))}</argumentList></action>"
            for name, arguments in self.actions.items()
        )
        variables = "".join(_variable(name, variable) for name, variable in self.variables.items())
        return (
            f'{XML}<scpd xmlns="urn:schemas-upnp-org:service-1-0"><specVersion><major>1</major><minor>0</minor></specVersion>'
            f"<actionList>{actions}</actionList><serviceStateTable>{variables}</serviceStateTable></scpd>"
        )


def _argument(argument: Argument) -> str:
    direction = "out" if argument.is_output else "in"
    return (
        f"<argument><name>{argument.name}</name><direction>{direction}</direction>"
        f"<relatedStateVariable>{argument.variable}</relatedStateVariable></argument>"
    )


def _variable(name: str, variable: Variable) -> str:
    values = "".join(f"<allowedValue>{value}</allowedValue>" for value in variable.allowed)
    allowed = f"<allowedValueList>{values}</allowedValueList>" if values else ""
    events = "yes" if variable.evented else "no"
    return (
        f'<stateVariable sendEvents="{events}"><name>{name}</name><dataType>{variable.type}</dataType>{allowed}'
        "</stateVariable>"
    )


@dataclass(frozen=True, slots=True)
class Icon:
    """An icon of a device: its path relative to the description, its media type, its side in pixels."""

    url: str
    media_type: str
    side: int


@dataclass(frozen=True, slots=True)
class Device:
    """A device. `udn`: "uuid:…", stable. `path`: where its description is, on every address of this machine."""

    type: str
    udn: str
    name: str
    path: str
    version: str
    services: tuple[Service, ...] = ()
    icons: tuple[Icon, ...] = ()
    more: str = ""
    """Elements of vendors, as XML."""

    def document(self, presentation: str) -> str:
        """The description; `presentation`: the URL of the page for people. All other URLs are relative to the description's."""
        icons = "".join(
            f"<icon><mimetype>{icon.media_type}</mimetype><width>{icon.side}</width><height>{icon.side}</height><depth>24</depth>"
            f"<url>{icon.url}</url></icon>"
            for icon in self.icons
        )
        services = "".join(
            f"<service><serviceType>{service.type}</serviceType><serviceId>{service.id}</serviceId>"
            f"<SCPDURL>{service.name}.xml</SCPDURL><controlURL>control/{service.name}</controlURL>"
            f"<eventSubURL>events/{service.name}</eventSubURL></service>"
            for service in self.services
        )
        return (
            f'{XML}<root xmlns="urn:schemas-upnp-org:device-1-0" xmlns:dlna="urn:schemas-dlna-org:device-1-0" '
            'xmlns:sec="http://www.sec.co.kr/dlna"><specVersion><major>1</major><minor>0</minor></specVersion><device>'
            f"<deviceType>{self.type}</deviceType><friendlyName>{escape(self.name)}</friendlyName>"
            "<manufacturer>Dim</manufacturer><modelDescription>A self-hosted media manager</modelDescription>"
            f"<modelName>Dim</modelName><modelNumber>{escape(self.version)}</modelNumber>"
            f"<serialNumber>{self.udn[-12:]}</serialNumber><UDN>{self.udn}</UDN>{self.more}"
            + (f"<iconList>{icons}</iconList>" if icons else "")
            + (f"<serviceList>{services}</serviceList>" if services else "")
            + f"<presentationURL>{escape(presentation)}</presentationURL></device></root>"
        )
