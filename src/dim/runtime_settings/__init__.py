"""Settings that can change while the server runs: their values, where each comes from, and how one is changed."""

from dim.runtime_settings.model import FixedSettingError, RuntimeValues, SettingError, Source
from dim.runtime_settings.service import RuntimeSettings

__all__ = ["FixedSettingError", "RuntimeSettings", "RuntimeValues", "SettingError", "Source"]
