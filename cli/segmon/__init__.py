"""segmon, the open segregation monitor: the command line around the dbt project."""

__version__ = "0.1.0"
