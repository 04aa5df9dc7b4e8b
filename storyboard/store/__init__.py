"""Clips by digest, the committed lock, and what was cut from what."""
