"""The cell: a thin bridge between the messages of the page and the core."""
