"""The doors: words and pictures, no logic."""
