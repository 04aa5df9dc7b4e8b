"""Text into a storyboard, and every complaint about text."""
