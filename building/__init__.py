"""What build.py is made of: tools, the pinned runtime, the site, its local server."""
