"""The picture files that can be written. Nothing else: a name can be checked before anything heavy is loaded."""

WRITTEN = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".webp": "WEBP",
    ".avif": "AVIF",
    ".tif": "TIFF",
    ".tiff": "TIFF",
}
"""What can be saved, by extension."""
