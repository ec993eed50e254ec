"""The audit of a release: it plays the reader who wants to know what was hidden."""

from segmon.audit.attacks import attack
from segmon.audit.breaches import Breach, Limits
from segmon.audit.files import attack_files
from segmon.audit.memory import Memory

__all__ = ["Breach", "Limits", "Memory", "attack", "attack_files"]
