"""segmon, the open segregation monitor: the command line around the dbt project."""

from importlib.metadata import version
from pathlib import Path

__version__ = version("segmon")

#: Root of the dbt project this package belongs to.
PROJECT_DIR = Path(__file__).resolve().parents[2]
