"""Locations as ground and horizon, a family of them by keyword."""
