"""Putting it together: settings, toolsets, agreements, and the one place where services are wired."""
