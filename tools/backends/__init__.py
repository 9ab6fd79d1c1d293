"""The back-ends: one module per signature of model, loaded lazily through the registry."""
