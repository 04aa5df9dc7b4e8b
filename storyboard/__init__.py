"""Films from text files: a YAML storyboard in, a cut film out."""
