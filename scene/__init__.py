"""What is in the picture and how it changes: frozen values, public formats and pure functions."""
