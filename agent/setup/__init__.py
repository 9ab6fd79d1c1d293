"""Putting it together: settings, toolsets, consents, and the one place where services are wired."""
