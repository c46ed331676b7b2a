"""What a person does: pointers, keys, buttons, the browser's Back. Each leads to an action."""
