"""Talk to a photo, and it is edited the way you meant."""
