"""Widgets without a browser: what they would send, and what they do with what they hear."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import musclekit as mk
from musclekit.errors import UnknownName
from musclekit.scene import camera, palette
from musclekit.widgets import questions
from musclekit.widgets.board import BoardWidget, Dashboard
from musclekit.widgets.host import SceneHost, scene_bundle
from musclekit.widgets.session import Session
from musclekit.widgets.stage import Stage, card

BANK = "meet-the-hamstrings"
SECRET = "0123456789abcdef0123456789abcdef"
OTHER = "fedcba9876543210fedcba9876543210"


@pytest.fixture(autouse=True)
def kernel(monkeypatch, tmp_path):
    """A kernel of its own for each test: nobody known, nothing on view, an empty store."""
    monkeypatch.setattr(Stage, "current", None)
    monkeypatch.setattr(Session, "_shared", None)
    monkeypatch.setenv("MUSCLEKIT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("MUSCLEKIT_DATABASE_URL", raising=False)
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    return tmp_path / "data"


@pytest.fixture
def scene(atlas):
    return mk.Scene(atlas).show("bones").show("hamstrings").view("posterior")


def hear(widget, **message):
    widget._handle_custom_msg(message, [])


def quiz(only=None):
    return mk.quiz(BANK, only=only).widget()


def answer_right(widget, item, secret=SECRET):
    right = questions.assessment.model_answer(widget._bank, item)
    hear(widget, do="answer", item=item, answer=right, secret=secret)


# ---------------------------------------------------------------- the stage
def test_what_the_stage_tells_the_browser_is_plain_data(scene):
    stage = Stage.shared(scene.label("hamstrings"))
    things = {x["id"]: x for x in stage.things}
    assert set(things) == set(scene.atlas)
    assert things["semitendinosus"]["visible"] and not things["piriformis"]["visible"]
    assert len(things["semitendinosus"]["points"]) == 48
    assert [x["name"] for x in stage.frames] == list(camera.VIEWS)
    json.dumps([stage.things, stage.tree, stage.frames])
    assert stage.description == scene.label("hamstrings").describe()


def test_selecting_highlights_and_tells_with_sources(scene):
    stage = Stage.shared(scene)
    hear(stage, do="pick", id="semitendinosus")
    told = {x["label"]: x for x in stage.card["facts"]}
    assert {"Origin", "Insertion", "Nerve", "Action"} <= set(told)
    assert stage.card["latin"] == "Musculus semitendinosus"
    assert all(x["sources"] and all(s["citation"] for s in x["sources"]) for x in told.values())
    assert stage.scene.highlights == ("semitendinosus",)
    hear(stage, do="select", id="")
    assert stage.card == {} and stage.scene.highlights == ()


@pytest.mark.parametrize("name", mk.load_atlas())
def test_every_structure_has_a_card(atlas, name):
    told = card(atlas, name)
    assert told["name"] and told["facts"], name


def test_hide_isolate_xray_reset(scene):
    stage = Stage.shared(scene)
    hear(stage, do="hide", id="femur")
    assert "femur" not in stage.scene.visible
    hear(stage, do="hide", id=["tibia", "fibula"])
    assert not {"tibia", "fibula"} & set(stage.scene.visible)
    hear(stage, do="show", id=["tibia", "fibula"])
    assert {"tibia", "fibula"} <= set(stage.scene.visible)
    hear(stage, do="isolate", id="semitendinosus")
    assert stage.scene.visible == ("semitendinosus",)
    hear(stage, do="reset")
    assert stage.scene == scene
    hear(stage, do="xray")
    assert not stage.scene.layer("femur").pickable and stage.scene.layer("semitendinosus").pickable
    hear(stage, do="xray")
    assert stage.scene == scene


def test_nonsense_from_the_browser_changes_nothing(scene):
    stage = Stage.shared(scene)
    for message in (
        {"do": "hide", "id": "../etc"},
        {"do": "hide", "id": ["femur", "../etc"]},
        {"do": "hide", "id": [{}]},
        {"do": "select", "id": ["femur"]},
        {"do": "eval"},
        {},
        {"do": "view", "name": "x"},
    ):
        hear(stage, **message)
    assert stage.scene == scene


def test_scenes_share_one_stage_and_take_turns(scene):
    first, second = SceneHost(scene), SceneHost(scene.view("lateral").titled("Two"))
    assert first.stage is second.stage is Stage.current
    assert first.stage.host == first.key
    hear(second, do="activate")
    assert (Stage.current.host, Stage.current.view, Stage.current.heading) == (
        second.key, "lateral", "Two")  # fmt: skip
    assert len(Stage.current._plot_view.objects) == len(scene.visible)


def test_a_cell_shows_words_that_compare(scene):
    bundles = [scene_bundle(scene) for _ in range(2)]
    assert bundles[0]["text/plain"] == bundles[1]["text/plain"] == scene.describe()
    assert "application/vnd.jupyter.widget-view+json" in bundles[0]


# ---------------------------------------------------------------- the quiz
def test_names_are_withheld_while_a_question_is_open(scene):
    host, widget = SceneHost(scene.label("hamstrings")), quiz()
    hear(widget, do="open", at=0)
    assert Stage.current.mode != "explore" and Stage.current.held
    hear(host, do="activate")
    assert Stage.current.held, "scrolling past a scene took the question's view away"
    hear(widget, do="close")
    assert Stage.current.mode == "explore" and Stage.current.host == host.key
    assert Stage.current.labels == list(scene.label("hamstrings").labels)


def test_a_click_chooses_and_the_answer_marks_both(scene):
    widget = quiz(["find-semitendinosus", "find-lateral"])
    hear(widget, do="open", at=0)
    hear(Stage.current, do="pick", id="semimembranosus")
    assert widget.choice == "semimembranosus" and not widget.states
    hear(widget, do="answer", item="find-semitendinosus", answer=widget.choice)
    state = widget.states["find-semitendinosus"]
    assert state["verdict"] == "wrong" and len(" ".join(state["feedback"])) > 60
    tones = {x["id"]: x["tone"] for x in Stage.current.marks}
    assert tones == {"semitendinosus": "right-answer", "semimembranosus": "clicked-answer"}
    hear(Stage.current, do="pick", id="femur")  # looking closer must not undo the feedback
    assert {x["tone"] for x in Stage.current.marks} == set(tones.values())
    drawn = Stage.current.scene
    assert drawn.colour("semitendinosus") == palette.RIGHT
    assert drawn.colour("semimembranosus") == palette.CLICKED


def test_words_of_an_open_question_name_nothing(atlas):
    """What a screen reader and the Words button say, for every question of every bank."""
    asked = 0
    for bank in questions.assessment.banks():
        Stage.current = None
        widget = mk.quiz(bank).widget()
        for at, item in enumerate(widget.items):
            hear(widget, do="open", at=at)
            said = Stage.current.description.lower()
            told = said.replace("skin: 1", "")  # a kind of one: its name says no more
            named = [x for x in atlas if atlas[x].name().lower() in told]
            assert named == [], item["id"]
            assert Stage.current.heading == "" and Stage.current.marks == []
            asked += 1
    assert asked > 30


def test_answers_come_back_to_the_same_learner_only():
    widget = quiz()
    hear(widget, do="hello", secret=SECRET, name="Ada")
    items = [x["id"] for x in widget.items[:3]]
    for item in items:
        answer_right(widget, item)
    assert {widget.states[x]["verdict"] for x in items} == {"right"}

    Session._shared = Stage.current = None  # the kernel was killed, another is started
    later = quiz()
    assert later.states == {} and later.learner == {}, "a preheated kernel knows somebody"
    hear(later, do="hello", secret=SECRET, name="Ada")
    assert set(later.states) == set(items) and later.learner["name"] == "Ada"
    assert later.items[later.at]["id"] not in items, "it does not go on where Ada stopped"
    hear(later, do="hello", secret=OTHER, name="Ada")
    assert later.states == {}
    hear(later, do="hello")
    assert later.learner == {} and later.states == {}


def test_the_hub_says_who_learns(monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_USER", "ada")
    widget = quiz()
    hear(widget, do="hello", secret=SECRET, name="Somebody else")
    assert (widget.learner["name"], widget.learner["hub"]) == ("ada", True)
    answer_right(widget, widget.items[0]["id"], secret="")
    assert widget.notice == "" and len(Session.shared().attempts(BANK)) == 1


def test_just_trying_keeps_nothing(kernel):
    widget = quiz()
    hear(widget, do="hello")
    answer_right(widget, widget.items[0]["id"], secret="")
    hear(widget, do="decline")
    answer_right(widget, widget.items[1]["id"], secret="")
    assert len(widget.states) == 2 and not kernel.exists()
    sent = []
    widget.send = lambda content, buffers=None: sent.append(content)
    hear(widget, do="introduce", name="Ada")
    assert Session.shared().attempts(BANK) == ()


def test_predictions_made_before_giving_a_name_are_kept_under_it():
    predict, check = quiz(["cannot-extend-hip"]), quiz(["the-group"])
    hear(predict, do="hello")
    answer_right(predict, "cannot-extend-hip", secret="")
    sent = []
    check.send = lambda content, buffers=None: sent.append(content)
    hear(check, do="introduce", name="Ada")
    assert predict.states["cannot-extend-hip"]["verdict"] == "right"
    assert [x.item for x in Session.shared().attempts(BANK)] == ["cannot-extend-hip"]
    answer_right(check, "the-group", secret=sent[0]["secret"])
    assert len(Session.shared().attempts(BANK)) == 2


def test_an_answer_from_a_browser_that_is_no_longer_the_learners_is_refused():
    widget = quiz()
    hear(widget, do="hello", secret=SECRET, name="Ada")
    hear(widget, do="hello", secret=OTHER, name="Ben")
    answer_right(widget, widget.items[0]["id"], secret=SECRET)
    assert "Reload" in widget.notice and Session.shared().attempts(BANK) == ()
    assert widget.states == {}


def test_leaving_takes_the_answer_out_of_view():
    widget = quiz()
    hear(widget, do="hello", secret=SECRET, name="Ada")
    hear(widget, do="open", at=1)
    hear(widget, do="answer", item="find-semitendinosus", answer="femur", secret=SECRET)
    hear(widget, do="leave")
    assert widget.states == {} and not Stage.current.held and Stage.current.marks == []


def test_presenting_starts_unanswered_and_keeps_nothing(kernel):
    widget = quiz()
    hear(widget, do="hello", secret=SECRET, name="Ada")
    answer_right(widget, "the-group")
    hear(widget, do="reveal", item="find-semitendinosus")
    assert set(widget.states) == {"the-group"} and "only while presenting" in widget.notice
    hear(widget, do="present", on=True)
    assert widget.states == {}
    hear(widget, do="open", at=0)
    assert Stage.current.marks == [], "a stored answer is on the screen"
    for item in widget.items:
        hear(widget, do="reveal", item=item["id"])
    assert {x["verdict"] for x in widget.states.values()} == {"shown"}
    assert len(Session.shared().attempts(BANK)) == 1
    hear(widget, do="present", on=False)
    assert set(widget.states) == {"the-group"}


def test_presenting_gives_back_the_answers_of_who_keeps_nothing(kernel):
    widget = quiz()
    hear(widget, do="hello")
    hear(widget, do="decline")
    answer_right(widget, "the-group")
    given = dict(widget.states)
    for on in (True, True):  # the page may say so twice
        hear(widget, do="present", on=on)
    assert widget.states == {}
    hear(widget, do="reveal", item="find-semitendinosus")
    hear(widget, do="present", on=False)
    assert widget.states == given
    assert Session.shared().attempts(BANK) == ()


def test_presenting_gives_nobody_the_answers_of_another(kernel):
    widget = quiz()
    hear(widget, do="hello", secret=SECRET, name="Ada")
    answer_right(widget, "the-group")
    hear(widget, do="present", on=True)
    hear(widget, do="leave")
    hear(widget, do="present", on=False)
    assert widget.states == {}


@pytest.mark.parametrize("message", [
    {"do": "answer", "item": "no-such", "answer": "x"},
    {"do": "answer", "item": "find-semitendinosus", "answer": {"a": 1}},
    {"do": "introduce", "name": " \u200b "},
    {"do": "hello", "secret": "short", "name": "x"},
    {"do": "open", "where": 3},
])  # fmt: skip
def test_bad_messages_become_one_paragraph(message):
    widget = quiz()
    hear(widget, **message)
    assert widget.notice and "\n" not in widget.notice and "Traceback" not in widget.notice


def test_answers_wait_while_the_store_cannot_be_written_and_none_is_lost(kernel):
    kernel.parent.mkdir(exist_ok=True)
    kernel.write_text("in the way")
    widget = quiz()
    hear(widget, do="hello", secret=SECRET, name="Ada")
    first, second = (x["id"] for x in widget.items[:2])
    answer_right(widget, first)
    answer_right(widget, second)
    assert {widget.states[x]["verdict"] for x in (first, second)} == {"right"}
    assert widget.notice and "Traceback" not in widget.notice
    kernel.unlink()
    hear(widget, do="retry")
    assert widget.notice == ""
    from musclekit.assessment import open_store

    assert [x.item for x in open_store().attempts()] == [first, second]


def test_the_same_quiz_again_lets_go_of_the_view(scene):
    SceneHost(scene)
    hear(quiz(), do="open", at=1)
    assert Stage.current.held
    quiz()
    assert not Stage.current.held and Stage.current.mode == "explore"


def test_unknown_banks_and_items_are_named():
    with pytest.raises(UnknownName, match="Did you mean 'meet-the-hamstrings'"):
        mk.quiz("meet-the-hamstring")
    with pytest.raises(UnknownName, match="Did you mean 'find-semitendinosus'"):
        mk.quiz(BANK, only=["find-semitendinosis"])


def test_a_quiz_in_words_gives_nothing_away():
    shown = mk.quiz(BANK)
    text = repr(shown)
    assert text.startswith("Quiz: Meet the hamstrings (19 questions)")
    whys = [o.why for item in shown.bank for o in getattr(item.fields, "options", ()) if o.why]
    assert whys and not any(why in text for why in whys)


# ---------------------------------------------------------------- the dashboard
def test_the_dashboard_says_who_did_what_and_what_was_clicked():
    widget = quiz()
    for secret, name, clicked in ((SECRET, "Ada", "femur"), (OTHER, "Ada", "semimembranosus")):
        hear(widget, do="hello", secret=secret, name=name)
        hear(widget, do="answer", item="find-semitendinosus", answer=clicked, secret=secret)
    board = BoardWidget(Dashboard([BANK]))
    assert board.report == {}, "answers went out before the page asked"
    hear(board, do="read")
    assert [(x["name"], x["answered"], x["right"]) for x in board.report["learners"]] == [
        ("Ada", 1, 0)] * 2  # fmt: skip
    assert len({x["mark"] for x in board.report["learners"]}) == 2
    (item,) = board.report["items"]
    assert (item["item"], item["learners"], item["share"]) == ("find-semitendinosus", 2, 0)
    assert {x["name"] for x in board.report["clicks"][0]["counts"]} == {"Femur", "Semimembranosus"}


def test_a_broken_store_is_told_on_the_dashboard(kernel):
    kernel.mkdir()
    (kernel / "attempts.sqlite3").write_bytes(b"not a database at all" * 99)
    board = BoardWidget(Dashboard([BANK]))
    board.read()
    assert "attempts.sqlite3" in board.notice and "\n" not in board.notice


# ---------------------------------------------------------------- words
def test_every_status_has_a_word_and_a_look():
    from musclekit.content import STATUSES, words

    assert set(words.STATUS_WORDS) == set(STATUSES)
    looks = [f"mk-{what}-{x}" for what in ("claim", "verdict") for x in STATUSES]
    assert all(look in words.STYLE for look in looks)


def test_tables_and_statements_cite_and_match(atlas):
    table = mk.facts(atlas, "hamstrings", "origin", "nerve")
    for name in atlas.resolve("hamstrings"):
        assert atlas[name].origin.text in repr(table) and atlas[name].origin.text in table.html
    assert table.html.count("<abbr") >= 8
    said = mk.evidence(atlas, "B002")
    claim = next(fact for fact in atlas.facts if fact.id == "B002")
    assert repr(said).startswith(f"{claim.text} [imprecise]") and "Woodley 2005" in repr(said)
    shown, _, folded = said.html.partition("<details")
    assert claim.text in shown and "imprecise" not in shown and "imprecise" in folded
    keys = [key for key in atlas.sources if key in repr(table) + repr(said)]
    assert keys == [], "sources by the names people know"
    assert "Croisier 2008" in repr(mk.evidence(atlas, "M001")), "within a sentence too"
    assert "Unconfirmed: " not in repr(said), "explained where nothing is unconfirmed"
    for doubted in (table, mk.evidence(atlas, "B016")):
        assert repr(doubted).count("Unconfirmed: ") == doubted.html.count("Unconfirmed: ") == 1
    with pytest.raises(UnknownName, match="Did you mean 'origin'"):
        mk.facts(atlas, "hamstrings", "orign")
    with pytest.raises(UnknownName):
        mk.evidence(atlas, "B0002")


def test_every_front_end_file_is_used():
    static = Path(questions.__file__).parent / "static"
    there = {x.relative_to(static).as_posix() for x in static.rglob("*.*")}
    code = "".join(x.read_text("utf-8") for x in static.parent.glob("*.py"))
    assert {x for x in there if f'"{x}"' not in code} == set()
