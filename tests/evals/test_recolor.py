import numpy as np

from scenewright.evals.recolor import WAYS, by_action, flat_fill, hue_change, samples, score, table


def test_the_samples_differ_from_their_ideal_in_the_thing_alone():
    for sample in list(samples())[::7]:
        assert np.array_equal(sample.before[sample.alpha == 0], sample.ideal[sample.alpha == 0])
        assert np.array_equal(sample.before[sample.metal], sample.ideal[sample.metal])
        assert np.abs(sample.before.astype(int) - sample.ideal)[sample.alpha > 0.99].mean() > 10


def test_the_ideal_scores_nothing_and_the_controls_badly():
    sample = list(samples())[1]
    best = score(sample, sample.ideal)
    assert max(best.tone, best.metal, best.rim, best.bleed) == 0
    assert best.order > 0.97
    assert score(sample, flat_fill(sample.before, sample.mask, sample.asked)).order < 0.2
    assert score(sample, hue_change(sample.before, sample.mask, sample.asked)).metal > 5


def test_the_action_keeps_order_and_edges_where_the_controls_do_not():
    some = list(samples())[:6]
    ours, flat, hue = (
        [score(one, way(one.before, one.mask, one.asked)) for one in some] for way in (by_action, flat_fill, hue_change)
    )
    assert np.mean([one.order for one in ours]) > 0.97
    assert np.mean([one.tone for one in ours]) < 0.5 * np.mean([one.tone for one in hue])
    assert np.mean([one.rim for one in ours]) < 0.6 * min(np.mean([one.rim for one in rows]) for rows in (flat, hue))
    assert max(one.bleed for one in ours) < 0.2


def test_the_table_has_a_line_for_each_way():
    sample = next(iter(samples()))
    scores = {name: score(sample, way(sample.before, sample.mask, sample.asked)) for name, way in WAYS.items()}
    assert len(table(scores).splitlines()) == len(WAYS) + 2
