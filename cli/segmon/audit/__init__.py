"""The audit of a release: it plays the reader who wants to know what was hidden."""

from segmon.audit.attacks import attack
from segmon.audit.breaches import Breach, Limits
from segmon.audit.files import attack_files

__all__ = ["Breach", "Limits", "attack", "attack_files"]
