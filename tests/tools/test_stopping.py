"""Long looks end at the next tile or prompt once the rest is unwanted."""

from itertools import count
from threading import Thread

import numpy as np
import pytest

from scenewright.tools.backends import scripted
from scenewright.tools.backends.ssd_mobilenet import SsdMobileNet
from scenewright.tools.stopping import Stopped, go_on, stoppable
from scenewright.tools.toolbox import Toolbox


class Net:
    """A network that sees nothing, and counts how often it looked."""

    looks = 0

    def setInput(self, blob) -> None:  # noqa: N802 – OpenCV's name
        self.looks += 1

    def forward(self) -> np.ndarray:
        return np.zeros((1, 1, 0, 7), np.float32)


PHOTO = np.zeros((400, 600, 3), np.uint8)


def test_a_look_at_tiles_ends_with_the_tile_in_hand() -> None:
    whole, part = Net(), Net()
    SsdMobileNet(whole).detect(PHOTO, thorough=True)
    detector = SsdMobileNet(part)
    with stoppable(lambda: part.looks >= 3), pytest.raises(Stopped):
        detector.detect(PHOTO, thorough=True)
    assert part.looks == 3 < whole.looks
    assert detector.detect(PHOTO, thorough=True) == [], "half a look is not remembered"
    assert part.looks == 3 + whole.looks


def test_nothing_is_leased_any_more() -> None:
    asked = count()
    toolbox = Toolbox.of(tagger=scripted.ScriptedTagger([]))
    with stoppable(lambda: next(asked) > 0):
        with toolbox.lease("tagger"):
            pass
        with pytest.raises(Stopped), toolbox.lease("tagger"):
            pass
    with toolbox.lease("tagger"):
        pass


def test_it_holds_for_the_work_that_it_was_said_of_alone() -> None:
    went = []
    with stoppable(lambda: True):
        other = Thread(target=lambda: went.append(go_on()))
        other.start()
        other.join()
        with stoppable(lambda: False):
            go_on()
        with pytest.raises(Stopped):
            go_on()
    go_on()
    assert went == [None]
