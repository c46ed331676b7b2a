"""From values to RGBA."""
