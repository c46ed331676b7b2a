"""The panes, all out of one template: canvas, words, lines and marks of each view."""
