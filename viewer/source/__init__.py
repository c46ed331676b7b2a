"""Where bytes come from: files, folders, archives and images of discs."""
