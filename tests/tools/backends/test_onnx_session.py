from dataclasses import dataclass, field

import pytest

from scenewright.tools.backends.onnx_session import GIVE_BACK, Network


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


@pytest.mark.parametrize(
    ("keep_after", "gave_back"), [(None, [True, True, True]), (1, [True, False, False]), (0, [False, False, False])]
)
def test_after_so_many_runs_the_memory_of_a_run_is_kept_for_the_next(keep_after, gave_back):
    session = Runs()
    network = Network(session, keep_after)
    for _ in range(3):
        network.run(None, {})
    assert session.gave_back == gave_back
