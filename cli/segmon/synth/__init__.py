"""A synthetic pupil register in the `register` layout, calibrated on the published figures."""

from segmon.synth.register import DEFAULT_YEARS, SynthResult, SynthTable, synthesise

__all__ = ["DEFAULT_YEARS", "SynthResult", "SynthTable", "synthesise"]
