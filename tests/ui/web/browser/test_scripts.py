"""The page's small scripts by themselves, in the browser that runs them."""

import pytest


@pytest.fixture
def module(clean):
    """`module(path, expression)`: what an expression over a module's exports gives."""
    page = clean.page

    def evaluate(path: str, expression: str):
        return page.evaluate(f"import('/scenewright/static/{path}').then((m) => {expression})")

    return evaluate


def test_geometry(module):
    wide, frame = "{width: 200, height: 100}", "{width: 400, height: 400}"

    def geometry(expression: str):
        return module("picture/geometry.js", expression)

    assert geometry(f"m.fit({wide}, {frame})") == {"scale": 2, "x": 0, "y": 100}
    assert geometry(f"m.fit({{width: 10, height: 10}}, {frame})")["scale"] == 4
    view = "{scale: 2, x: 0, y: 100}"
    assert geometry(f"m.toPicture({view}, [100, 140])") == [50, 20]
    assert geometry(f"m.toScreen({view}, [50, 20])") == [100, 140]
    zoomed = f"m.zoomed({view}, 3, [100, 140], {wide}, {frame})"
    assert geometry(f"m.toScreen({zoomed}, [50, 20])") == [100, 140]
    assert geometry(f"{zoomed}.scale") == 6
    assert geometry(f"m.panned({view}, [9999, 9999], {wide}, {frame})") == {"scale": 2, "x": 352, "y": 352}
    assert geometry(f"m.boxBetween([50.2, 30.7], [10.4, -5], {wide})") == [10, 0, 51, 31]
    assert geometry(f"m.boxBetween([5, 5], [5.5, 50], {wide})") is None
    assert geometry("m.thinned([[0, 0], [1, 0], [5, 0.04], [5.5, 0]], 3)") == [[0, 0], [5, 0], [5.5, 0]]
    ring = "[[[0, 0], [10, 0], [10, 10], [0, 10]], [[4, 4], [6, 4], [6, 6], [4, 6]]]"
    assert [geometry(f"m.inside({ring}, [{at}])") for at in ("2, 2", "5, 5", "12, 5")] == [True, False, False]
    things = f"[{{id: 'all', box: [0, 0, 90, 90]}}, {{id: 'ring', box: [0, 0, 10, 10], outline: {ring}}}]"
    assert [geometry(f"m.thingAt({things}, [{at}])?.id") for at in ("2, 2", "5, 5", "95, 1")] == ["ring", "all", None]


def test_a_tag_is_written_on_no_other(module):
    tags = "[{left: 2, top: 4, width: 20}, {left: 24, top: 4, width: 20}]"
    free = [module("picture/painter.js", f"m.freeAt({tags}, {at}, 20)") for at in ("2, 4", "10, 20", "2, 30", "60, 4")]
    assert free == [46, 46, 2, 60]


def test_no_line_goes_through_a_name(module):
    state = """{ ratio: 1, view: { scale: 1, x: 0, y: 0 }, size: { width: 90, height: 60 }, plan: [], doing: {},
        image: new OffscreenCanvas(90, 60), marked: {}, held: "B", things: [], ghost: null, sent: null, gathered: [],
        hovered: { id: "dog-1", name: "dog-1", box: [5, 5, 60, 50] },
        marks: { A: { box: [20, 20, 40, 40] }, B: { box: [4, 4, 80, 50] } } }"""
    drawn = module(
        "picture/painter.js",
        f"""{{ const called = [], real = new OffscreenCanvas(90, 60).getContext("2d");
        const ctx = new Proxy(real, {{
            get: (on, name) => typeof on[name] !== "function" ? on[name]
                : (...given) => (called.push([name, given[0]]), on[name](...given)),
            set: (on, name, value) => ((on[name] = value), true) }});
        m.paint(ctx, {state}, {{ width: 90, height: 60 }});
        return called.map(([name, what]) => name === "stroke" && what ? "line" : name); }}""",
    )
    assert drawn.count("fillText") == 3
    assert drawn.index("fillText") > max(place for place, name in enumerate(drawn) if name == "line")


def test_handles_at_the_edge_of_the_frame_lie_inside_of_it(module):
    outline, frame = "[[[0, 0], [10, 10]]]", "{width: 100, height: 100}"

    def corners(scale: int) -> list[list[float]]:
        return module("picture/painter.js", f"m.cornersOf({outline}, {{scale: {scale}, x: 0, y: 0}}, {frame})")

    assert corners(5) == [[6, 6], [50, 6], [6, 50], [50, 50]]
    assert corners(10) == [[6, 6], [94, 6], [6, 94], [94, 94]]
    assert corners(20) == [[6, 6], [200, 6], [6, 200], [200, 200]], "one that is out of sight stays there"


def test_names_of_marks(module):
    taken = "Object.fromEntries([...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((name) => [name, {}]))"
    assert module("picture/marks.js", "[m.nextName({}), m.nextName({A: {}, C: {}})]") == ["A", "B"]
    assert module("picture/marks.js", f"m.nextName({taken})") == "A2"
    assert module("picture/marks.js", "m.without({A: 1, B: 2}, 'A')") == {"B": 2}


def test_plans_made_by_hand_are_plans_as_words_make_them(module):
    from scenewright.scene.plan import EditPlan

    plans = module("picture/plans.js", "[m.removal(['A', 'B']), m.shift('A', [4.4, -2.6]), m.scaling('A', 1.237)]")
    ops = [EditPlan.model_validate(plan).to_dict()["ops"][0] for plan in plans]
    assert ops == [
        {"op": "remove", "targets": [{"mark": "A"}, {"mark": "B"}]},
        {"op": "move", "target": {"mark": "A"}, "to": {"offset": [4.0, -3.0]}},
        {"op": "resize", "targets": [{"mark": "A"}], "scale": 1.24},
    ]


def test_marks_are_written_where_the_cursor_is(module):
    def written(text: str, cursor: int, word: str) -> str:
        return module(
            "words.js",
            f"""{{ const field = document.createElement('textarea'); field.value = '{text}';
            field.setSelectionRange({cursor}, {cursor}); m.insertWord(field, '{word}'); return field.value; }}""",
        )

    assert written("", 0, "[A]") == "[A]"
    assert written("remove", 6, "[A]") == "remove [A]"
    assert written("move to the left", 4, "[A]") == "move [A] to the left"
    assert written("remove .", 7, "[A]") == "remove [A]."
