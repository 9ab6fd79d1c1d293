"""Which things of the scene words mean, and which places in the picture."""
