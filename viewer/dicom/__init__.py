"""One data set: its elements, their text, the dictionary, and what can be looked up in it."""
