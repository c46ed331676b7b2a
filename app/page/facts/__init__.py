"""What is said and listed of a scan, worked out of what the cell told. Pure functions that panes and panels write; only `overlays` reads the state itself."""
