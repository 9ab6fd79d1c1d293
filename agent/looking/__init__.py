"""Looking at a picture: the scene of a session, what pixels say of things, and where a thing not found may be."""
