"""The volume of a renderer (RenderingControl:1)."""

from dim.cast.device import number
from dim.cast.renderers.actions import Service


class Volume:
    """As it was read or set last; None: the renderer does not say."""

    def __init__(self, rendering: Service) -> None:
        self._rendering = rendering
        self.level: int | None = None
        """0 to 100."""
        self.is_muted: bool | None = None
        self._changes = 0

    @property
    def commands(self) -> frozenset[str]:
        """The commands of players that it obeys."""
        known = {"volume": "SetVolume", "mute": "SetMute"}
        return frozenset(command for command, action in known.items() if action in self._rendering.actions)

    async def read(self) -> None:
        """Ask the renderer. Raises DeviceError, DeviceGoneError."""
        if "volume" not in self.commands:
            return
        changes, muted = self._changes, None
        level = number((await self._rendering.call("GetVolume", Channel="Master")).get("CurrentVolume"))
        if "GetMute" in self._rendering.actions:
            muted = (await self._rendering.call("GetMute", Channel="Master")).get("CurrentMute") is True
        if self._changes == changes:  # else it may be of before the change
            self.level, self.is_muted = round(min(level / self._loudest * 100, 100.0)), muted

    async def set(self, level: int) -> None:
        """Set it, 0 to 100. Raises DeviceError, DeviceGoneError."""
        await self._rendering.call("SetVolume", Channel="Master", DesiredVolume=round(level / 100 * self._loudest))
        self.level = level
        self._changes += 1

    async def mute(self, on: bool) -> None:
        """Mute, or not. Raises DeviceError, DeviceGoneError."""
        await self._rendering.call("SetMute", Channel="Master", DesiredMute=on)
        self.is_muted = on
        self._changes += 1

    @property
    def _loudest(self) -> float:
        """The value that stands for the highest volume."""
        return self._rendering.highest("Volume", 100.0)
