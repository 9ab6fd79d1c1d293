from scenewright.evals.matting import measure, samples, table


def test_masks_are_those_of_the_known_alphas():
    for sample in samples():
        assert sample.alpha.shape == sample.mask.array.shape
        assert 0 <= sample.alpha.min() < sample.alpha.max() <= 1
        assert ((sample.alpha > 0.5) == sample.mask.array).mean() > 0.98


def test_the_guided_edge_is_nearer_to_the_truth_than_the_others():
    rows = {(row.mask, row.method): row for row in measure()}
    for mask in ("exact mask", "mask at a quarter"):
        guided, feathered, hard = (rows[mask, method] for method in ("guided", "feathered", "hard"))
        assert guided.sad < 0.7 * feathered.sad < 0.7 * hard.sad
        assert guided.mse < 0.5 * feathered.mse


def test_the_table_has_a_line_for_each_row():
    rows = measure()
    assert len(table(rows).splitlines()) == len(rows) + 2
