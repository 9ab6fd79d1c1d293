"""The page in real Chromium. A package, so that the browser is gone when other tests want an event loop."""
