"""The rooms around the core: the page, the cell and, later, the license service."""
