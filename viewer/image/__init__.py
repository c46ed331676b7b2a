"""One object: what its pixels mean."""
