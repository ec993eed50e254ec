"""segmon, the open segregation monitor: the command line around the dbt project."""

from pathlib import Path

__version__ = "0.1.0"

#: Root of the dbt project this package belongs to.
PROJECT_DIR = Path(__file__).resolve().parents[2]
