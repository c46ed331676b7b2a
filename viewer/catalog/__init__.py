"""What is there: patients, studies, series, stacks, and how they are named and described."""
