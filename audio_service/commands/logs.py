"""Logs of a command, set up before it runs."""

from cache.errors import BadSettingsError
from cache.logs import LogFormat, set_up_logs
from cache.settings import SharedSettings, read_settings


def set_up(*, is_service: bool) -> None:
    """Set up the logs as the settings say.

    Args:
        is_service: True for a command whose logs are collected.
    """
    try:
        settings = read_settings(SharedSettings)
    except BadSettingsError:
        return set_up_logs()  # the command itself reports bad settings
    form = settings.log_format if is_service else LogFormat.CONSOLE
    return set_up_logs(settings.log_level, form)
