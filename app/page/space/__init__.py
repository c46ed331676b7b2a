"""Where pictures lie: on the screen, in the body, beside each other, in time. Pure functions of plain values."""
