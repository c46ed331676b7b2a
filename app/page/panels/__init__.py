"""What stands around the panes and opens over them. Each draws the state, and changes it by `emit`; what it needs of another one, `main` hands to it."""
