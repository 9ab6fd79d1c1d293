"""Looking at pixels and changing them: ports, registry, weights, model pool and back-ends."""
