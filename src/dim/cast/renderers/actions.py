"""The services of a renderer, and calls of their actions (UPnP Device Architecture 1.0, 3.2)."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from async_upnp_client.client import UpnpDevice, UpnpService
from async_upnp_client.exceptions import UpnpCommunicationError, UpnpResponseError

from dim.cast.device import DeviceError, DeviceGoneError, number
from dim.remote.reports import clean

ACTION_SECONDS = 10.0
"""Of an action that changes what plays: some renderers answer only when it does."""


class Service:
    """A service of a device; one that the device does not have has no actions. `device_name` is for people."""

    def __init__(self, device: UpnpDevice, name: str, device_name: str) -> None:
        self._device_name = device_name
        found = (one for one in device.services.values() if f":service:{name}:" in one.service_type)
        self._service: UpnpService | None = next(found, None)

    @property
    def actions(self) -> frozenset[str]:
        """The names of its actions."""
        return frozenset(self._service.actions) if self._service is not None else frozenset()

    @property
    def event_url(self) -> str | None:
        """Where its events are subscribed to; None: the device does not have the service."""
        return self._service.event_sub_url if self._service is not None else None

    def highest(self, variable: str, default: float) -> float:
        """The highest value of a state variable, as the device describes it."""
        with suppress(KeyError, AttributeError, TypeError, ValueError):
            if self._service is not None:
                return number(self._service.state_variables[variable].max_value, default) or default
        return default

    async def call(self, action: str, **arguments: object) -> Mapping[str, Any]:
        """Call an action; what it returns. Raises DeviceError: the device refuses. DeviceGoneError: it does not answer."""
        if self._service is None or action not in self._service.actions:
            raise DeviceError(f"“{self._device_name}” cannot do that ({action}).")
        called = self._service.actions[action]
        known = {one.name for one in called.in_arguments()}
        given = {"InstanceID": 0, **arguments}
        try:
            return await called.async_call(
                request_timeout=ACTION_SECONDS, **{name: value for name, value in given.items() if name in known}
            )  # fmt: skip
        except UpnpResponseError as error:
            raise DeviceError(f"“{self._device_name}” refused ({action}: {clean(str(error), 100)}).") from None
        except UpnpCommunicationError:
            raise DeviceGoneError(f"“{self._device_name}” does not answer.") from None
        except Exception as error:  # whatever the library makes of a hostile answer
            nonsense = f"“{self._device_name}” answers nonsense ({action}: {type(error).__name__})."
            raise DeviceError(nonsense) from None
