"""What the environment says, read once. Nothing else below the screens looks at the environment."""

from functools import cache
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

GOOGLE = "google:"
"""What the name of a workspace on Google Drive begins with."""
SECRETS = Path(".streamlit") / "secrets.toml"
"""Where Streamlit, too, looks for secrets."""


class Settings(BaseSettings):
    """``XUSHI_WORKSPACE`` names the folder to open, or ``google:<folder id>``; without it the demo opens. ``XUSHI_DEMO`` says where demos are kept.

    ``XUSHI_DATABASE`` is the address of a database server that several application servers share; without it SQLite is used.
    ``XUSHI_ENGINE`` is the address of the engine that adds up what was filled in, ``pyspark:<master>`` or one that Ibis connects to; without it DuckDB
    in memory. ``XUSHI_LEDGER`` is a folder in which the ledger's tables lie as Parquet for an engine whose workers read files.

    ``XUSHI_GOOGLE_KEY`` is the key of a service account or its file; without it ``SECRETS`` is looked into. ``XUSHI_GOOGLE_ADDRESS``
    stands in for Google's hosts. ``XUSHI_OWN`` is where databases and copies of workspaces on Google Drive lie.
    """

    model_config = SettingsConfigDict(env_prefix="XUSHI_")

    workspace: str = ""
    database: str = ""
    engine: str = ""
    ledger: str = ""
    demo: Path = Path(__file__).parent / ".demo"
    google_key: str = ""
    google_address: str = ""
    own: Path = Path(__file__).parent / ".google"


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
