"""How files say that what is in them was invented: `segmon synth` writes it, a build reads it."""

from __future__ import annotations

#: A file that says that a folder was made by `segmon synth`, and all that is in it.
MARKER_FILE = "synthetic.txt"
MARKER_TEXT = "Written by segmon synth: nobody and no school in these files exists.\n"
#: What the metadata of a Parquet file have.
PARQUET_KEY, PARQUET_VALUE = "segmon", "synthetic"
#: What the header of an SPSS file has in the place of the name of a program.
SAV_PROGRAM = "segmon: a synthetic country"
