"""Networks give back what a run took, or share what they keep."""

import subprocess
import sys
from dataclasses import dataclass, field

import pytest

from scenewright.tools.backends.onnx_session import GIVE_BACK, Network

TWO = """
import resource, sys
import numpy as np
from pathlib import Path
from onnx import TensorProto, helper, save
from scenewright.tools.backends.onnx_session import open_session

def wide(name):
    '''A network that works in 64 MB.'''
    ends = [[helper.make_tensor_value_info(end, TensorProto.FLOAT, ["n"])] for end in "xy"]
    nodes = [helper.make_node("Neg", ["x"], ["m"]), helper.make_node("Abs", ["m"], ["y"])]
    path = Path(sys.argv[2]) / f"{name}.onnx"
    model = helper.make_model(helper.make_graph(nodes, name, *ends), ir_version=9)
    model.opset_import[0].version = 17
    save(model, path)
    return open_session(path, often=sys.argv[1] == "often")

x, pages = np.ones(2**24, np.float32), []
for network in [wide(name) for name in "abc"]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    assert network.run(["y"], {"x": x})[0][-1] == 1
    pages.append(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
print(*pages)
"""


@dataclass
class Runs:
    """In the place of an onnxruntime session: which runs gave back what they took."""

    gave_back: list[bool] = field(default_factory=list)

    def run(self, _outputs, _feed, options):
        key, memory = GIVE_BACK
        try:
            self.gave_back.append(options.get_run_config_entry(key) == memory)
        except Exception:  # noqa: BLE001 – onnxruntime's errors have no class in common
            self.gave_back.append(False)
        return []


@pytest.mark.parametrize(("often", "gave_back"), [(False, [True, True]), (True, [False, False])])
def test_what_runs_often_keeps_the_memory_of_a_run(often, gave_back):
    session = Runs()
    network = Network(session, often)
    for _ in range(2):
        network.run(None, {})
    assert session.gave_back == gave_back


def pages_of(kind, folder):
    """Pages that the run of each of three networks took anew."""
    done = subprocess.run([sys.executable, "-c", TWO, kind, str(folder)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return [int(pages) for pages in done.stdout.split()]


@pytest.mark.skipif(sys.platform != "linux", reason="counts page faults as Linux does")
def test_what_run_often_share_the_memory_that_they_keep(tmp_path):
    first, *others = pages_of("often", tmp_path)
    assert max(others) < first / 4
    assert min(pages_of("seldom", tmp_path)) > first / 2
