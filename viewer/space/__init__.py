"""Geometry in patient millimetres."""
