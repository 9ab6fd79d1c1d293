"""The README's film, in small: two turns of a conversation become an animated picture."""

import numpy as np
from PIL import Image, ImageSequence

from scenewright.evals.conversation import EVERY, LONG, QUICK, READ, SHOWN, Film

DONE = "!document.querySelector('.card') && document.querySelectorAll('.strip li').length === {count}"
STANDS = "() => new Promise((done) => setTimeout(done, 400))"


def stands(filmed: Film) -> bool:
    """Whether a frame that is like the one before comes within so many, and is added to its time."""
    for _ in range(50):
        count, time = len(filmed.frames), filmed.times[-1]
        filmed.shoot(EVERY)
        if len(filmed.frames) == count:
            return filmed.times[-1] == time + EVERY
    return False


def test_two_turns_are_filmed(visitor, tmp_path):
    filmed = Film(visitor.page)
    filmed.shoot(READ)
    for count, words in ((2, "hide the dog"), (3, "brighter")):
        filmed.write(words)
        visitor.page.keyboard.press("Enter")
        filmed.until(DONE.format(count=count))
        visitor.page.evaluate(STANDS)
        filmed.shoot(LONG)
    assert stands(filmed), "what shows nothing new lengthens the frame before"
    typed = [time for time in filmed.times if time % EVERY == QUICK]
    assert len(typed) >= 3, "words are typed a few letters at a time; the last ones may stand until something is done"
    path = tmp_path / "film.gif"
    filmed.save(path)
    with Image.open(path) as film:
        frames = [np.asarray(frame.convert("RGB"), float) for frame in ImageSequence.Iterator(film)]
        assert (film.format, film.size, film.info["loop"]) == ("GIF", SHOWN, 0)
    assert len(frames) == len(filmed.frames)
    for shown, frame in ((0, filmed.frames[0]), (-1, filmed.frames[-1])):
        assert np.abs(frames[shown] - np.asarray(frame, float)).mean() < 6, "the colours are the page's"
    assert np.abs(frames[0] - frames[-1]).mean() > 1, "and the picture changed"
