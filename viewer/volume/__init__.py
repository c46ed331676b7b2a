"""Decoded values: the frames of a stack, and the straight, even volume that can be cut."""
