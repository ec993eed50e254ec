"""The synthetic register as Statistics Netherlands (CBS) would deliver its country."""

from segmon.synth.microdata.delivery import (
    FILE_FORMATS,
    is_microdata_name,
    write_microdata,
)

__all__ = ["FILE_FORMATS", "is_microdata_name", "write_microdata"]
