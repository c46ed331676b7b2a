"""What is said and listed of a scan, worked out of what the cell told. Pure functions; the panels write what they return."""
