"""Checks beyond shape: what each file may say, but the film as a whole may not."""
