"""Injuries of muscle and tendon: as tissue, as lost strength, and as a grade."""
