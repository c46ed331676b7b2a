"""One frame's samples: from encapsulated or native bytes to an array."""
