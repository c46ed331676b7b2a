"""What stands around the panes and opens over them. Each panel draws the state, and changes it by `emit`; none knows another, but for its own parts."""
