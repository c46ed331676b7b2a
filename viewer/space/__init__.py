"""Geometry in patient millimeters."""
