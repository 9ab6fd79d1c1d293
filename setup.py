"""Map the rooms at the top of the repository into the `scenewright` package, new sub-packages included."""

from setuptools import find_packages, setup

ROOMS = ("scene", "tools", "agent", "ui", "evals")
found = [name for room in ROOMS for name in (room, *(f"{room}.{sub}" for sub in find_packages(room)))]
setup(
    packages=["scenewright", *(f"scenewright.{name}" for name in found)],
    package_dir={"scenewright": "scenewright", **{f"scenewright.{room}": room for room in ROOMS}},
)
