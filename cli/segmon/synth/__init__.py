"""A synthetic country, calibrated on the published figures: a pupil register, or microdata."""

from segmon.synth.arguments import DEFAULT_YEARS
from segmon.synth.synthesis import SynthResult, synthesise
from segmon.synth.tables import SynthTable

__all__ = ["DEFAULT_YEARS", "SynthResult", "SynthTable", "synthesise"]
