"""What the environment says, read once. Nothing else below the screens looks at the environment."""

from functools import cache
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """``XUSHI_WORKSPACE`` names the folder to open; without it the demo opens. ``XUSHI_DEMO`` says where demos are kept.

    ``XUSHI_DATABASE`` is the address of a database server that several application servers share; without it SQLite is used.
    """

    model_config = SettingsConfigDict(env_prefix="XUSHI_")

    workspace: str = ""
    database: str = ""
    demo: Path = Path(__file__).parent / ".demo"


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
