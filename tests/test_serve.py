"""What the lesson server lets in and out, asked over plain HTTP."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import re
import shutil
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from serving import Server, notebook, serving, v4, write_lessons

from musclekit.errors import MusclekitError
from musclekit.serve.app import Discreet, new_token
from musclekit.serve.assets import find
from musclekit.serve.kernels import LessonKernels
from musclekit.serve.lessons import read_lessons
from musclekit.serve.pages import Page

pytestmark = pytest.mark.filterwarnings("default::DeprecationWarning")
FOREIGN = "http://evil.example"


@pytest.fixture(scope="module")
def lessons(tmp_path_factory):
    return write_lessons(tmp_path_factory.mktemp("served") / "lessons")


@pytest.fixture(scope="module")
def home(lessons, tmp_path_factory):
    """On localhost without a token; kernels start on opening."""
    log = tmp_path_factory.mktemp("log") / "home.log"
    with serving(lessons, "--pool", "0", log=log, MUSCLEKIT_INSTRUCTOR_TOKEN="teach") as server:
        yield server


@pytest.fixture(scope="module")
def abroad(lessons, tmp_path_factory):
    """On all addresses, with a token for learners and one for instructors."""
    log = tmp_path_factory.mktemp("log") / "abroad.log"
    options = ("--pool", "0", "--ip", "0.0.0.0", "--token", "learn")
    with serving(lessons, *options, log=log, MUSCLEKIT_INSTRUCTOR_TOKEN="teach") as server:
        yield server


def kernel_of(page: str) -> str:
    return re.search(r'"kernelId": "([^"]+)"', page)[1]


def test_index_lists_lessons_in_order_with_aims_and_minutes(home):
    page = home.get("/").text
    assert page.index("Plain") < page.index("A tiny lesson")
    assert "About 10 minutes" in page
    assert "Turn &lt;b&gt;it&lt;/b&gt;" in page
    assert 'href="/lesson/tiny"' in page
    assert "The class" not in page


@pytest.mark.parametrize(
    "path",
    [
        "/voila/files/picture.png",
        "/voila/files/tiny.ipynb",
        "/voila/tree",
        "/voila/tree/",
        "/voila/render/tiny.ipynb",
        "/voila/render/instructor/class-dashboard.ipynb",
        "/voila/api/contents",
        "/voila/api/contents/tiny.ipynb",
        "/api/contents",
        "/api/kernels",
        "/api/kernelspecs",
        "/api/sessions",
        "/files/picture.png",
        "/login",
        "/picture.png",
        "/lesson/nothing",
        "/lesson/tiny.ipynb",
        "/lesson/class-dashboard",
        "/lesson/instructor/class-dashboard",
        "/lesson/instructor%2Fclass-dashboard",
        "/lesson/..%2Foutside",
        "/lesson/../outside",
        "/voila/templates/musclekit/static/../index.html.j2",
        "/voila/templates/musclekit/static/..%2Findex.html.j2",
        "/voila/templates/lab/static/voila.js",
        "/voila/static/x/..%2F..%2F..%2F..%2F..%2F..%2Fetc%2Fpasswd",
        "/voila/static/x//etc/passwd",
        "/voila/labextensions/x/jupyterlab_pygments/package.json",
        "/voila/labextensions/x/anywidget/static/../../jupyterlab_pygments/package.json",
        "/voila/labextensions/x/anywidget/package.json",
        "/k3d/3/standalone.js",
        "/k3d/3/..%2F__init__.py",
    ],
)
def test_nothing_but_lessons_is_reachable(home, path):
    answer = home.get(path)
    assert answer.status == 404, answer.text
    assert b"root:" not in answer.body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_changed(home, method):
    for path in ("/", "/lesson/plain", "/class", "/api/kernels"):
        assert home.get(path, method, Content_Length="0").status in {403, 404, 405}


def test_lesson_page_has_the_app_around_it_and_no_source(home):
    answer = home.get("/lesson/plain")
    page = answer.text
    assert answer.status == 200
    for part in ('class="mk-app"', 'id="mk-header"', 'id="mk-header-actions"', 'id="mk-main"',
                 'id="mk-stage" aria-label="3D view"', 'id="mk-flow"'):  # fmt: skip
        assert part in page
    assert "Preparing the 3D view" in page
    assert "plain and short" in page
    assert "print(" not in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    assert answer.headers["cache-control"].startswith("no-cache, no-store")


def test_pages_forbid_requests_to_other_hosts(home):
    for path in ("/", "/nothing-here"):
        policy = home.get(path).headers["content-security-policy"]
        assert "default-src 'self'" in policy
        hosts = set(re.findall(r"wss?://(\S+?)(?:;| |$)", policy))
        assert hosts == {f"127.0.0.1:{home.port}"}
        assert not re.search(r"https?://| \*", policy)


def test_static_files_are_compressed_and_kept(home):
    page = home.get("/lesson/plain").text
    module = re.search(r'import\("([^"]+)"\)', page)[1]
    packed = home.get(module, Accept_Encoding="gzip")
    assert packed.headers["content-type"] == "text/javascript"
    assert "immutable" in packed.headers["cache-control"]
    plain = home.get(module)
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < 0.4 * len(plain.body)
    again = home.get(module, If_None_Match=packed.headers["etag"])
    assert (again.status, again.body) == (304, b"")


def test_the_views_own_files_have_one_address_each(home):
    page = home.get("/lesson/plain").text
    addresses = set(re.findall(r"/stage/[0-9a-f]{16}\.(?:js|css)", page))
    assert len(addresses) == 2
    for address in addresses:
        assert "immutable" in home.get(address).headers["cache-control"]
        name, suffix = address.rsplit(".", 1)
        for other in (f"/stage/{'0' * 16}.{suffix}", f"{name}0.{suffix}", f"{name}x{suffix}"):
            assert home.get(other).status == 404, other


def test_a_page_is_compressed_as_it_streams(home):
    answer = home.get("/lesson/plain", Accept_Encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert "plain and short" in gzip.decompress(answer.body).decode()


def test_a_local_server_answers_to_no_foreign_name(home):
    refused = home.get("/", Host="evil.example")
    assert refused.status == 403 and "answers to localhost only" in refused.text
    assert home.get("/lesson/plain", Host="evil.example:8866").status == 403
    assert home.get("/", Host=f"localhost:{home.port}").status == 200


def test_a_foreign_page_gets_no_websocket(home):
    kernel = kernel_of(home.get("/lesson/plain").text)
    path = f"/api/kernels/{kernel}/channels"
    assert home.websocket(path, Origin=FOREIGN) == 403
    assert home.websocket(path, Origin="null") == 403
    assert home.websocket(path, Origin=f"http://127.0.0.1:{home.port}") == 101


def test_a_foreign_page_cannot_end_a_session(home):
    kernel = kernel_of(home.get("/lesson/plain").text)
    path = f"/voila/api/shutdown/{kernel}"
    assert home.get(path, "POST", Content_Length="0", Origin=FOREIGN).status in {403, 404}
    assert home.get(f"/api/kernels/{kernel}").status == 200
    for _ in ("once", "and when it has gone"):
        assert home.get(path, "POST", Content_Length="0").status == 204
        assert home.get(f"/api/kernels/{kernel}").status == 404


def test_pages_never_hear_what_kernels_hear(home):
    kernel = "00000000-0000-0000-0000-000000000000"
    own = f"http://127.0.0.1:{home.port}"
    assert home.websocket(f"/voila/query/{kernel}", Origin=own) == 403


def test_learners_need_their_token_and_it_leaves_the_address(abroad):
    visitor = abroad.visitor()
    for path in ("/", "/lesson/plain", "/class", "/?token=wrong", "/lesson/plain?token="):
        refused = visitor.get(path)
        assert refused.status == 403
        assert "token" in refused.text
    admitted = visitor.get("/lesson/plain?a=1&token=learn&b=%C3%A9")
    assert admitted.status == 302
    assert admitted.headers["location"] == "/lesson/plain?a=1&b=%C3%A9"
    cookie = admitted.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert visitor.get("/").status == 200


def test_kernels_of_a_closed_server_are_closed_to_strangers(abroad):
    visitor = abroad.visitor()
    visitor.get("/?token=learn")
    kernel = kernel_of(visitor.get("/lesson/plain").text)
    origin = f"http://127.0.0.1:{abroad.port}"
    stranger = abroad.visitor()
    assert stranger.get(f"/api/kernels/{kernel}").status == 403
    for one in (kernel, "0" * 8 + kernel[8:]):
        ended = stranger.get(f"/voila/api/shutdown/{one}", "POST", Content_Length="0")
        assert ended.status == 403
    assert stranger.websocket(f"/api/kernels/{kernel}/channels", Origin=origin) == 403
    assert visitor.websocket(f"/api/kernels/{kernel}/channels", Origin=origin) == 101


def test_the_class_is_the_instructors_alone(abroad):
    learner, instructor = abroad.visitor(), abroad.visitor()
    learner.get("/?token=learn")
    assert learner.get("/class").status == 403
    assert learner.get("/class?token=guess").status == 403
    cookie = instructor.get("/class?token=teach").headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    page = instructor.get("/class").text
    assert "who did what" in page
    assert 'data-mk-layout="page"' in page and 'id="mk-stage"' not in page
    kernel = kernel_of(page)
    origin = f"http://127.0.0.1:{abroad.port}"
    assert learner.get(f"/api/kernels/{kernel}").status == 404
    assert learner.websocket(f"/api/kernels/{kernel}/channels", Origin=origin) == 404
    shutdown = f"/voila/api/shutdown/{kernel}"
    assert learner.get(shutdown, "POST", Content_Length="0").status == 404
    assert instructor.get(f"/api/kernels/{kernel}").status == 200
    assert "The class" in instructor.get("/").text


def test_at_home_learners_need_no_token_but_the_class_does(home):
    assert home.get("/").status == 200
    assert home.visitor().get("/class").status == 403
    assert home.visitor().get("/class?token=").status == 403
    silent = home.visitor().get("/lesson/plain?token=left-over")
    assert (silent.status, silent.headers["location"]) == (302, "/lesson/plain")


def test_a_learners_cookie_cannot_be_made_an_instructors(abroad):
    forger = abroad.visitor()
    forger.get("/?token=learn")
    (name,) = forger.cookies
    forger.cookies[name.replace("learner", "instructor")] = forger.cookies[name]
    assert forger.get("/class").status == 403


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/x",
        "//evil.example/lesson/plain",
        "///evil.example",
        "/\\evil.example/x",
        "/\\/evil.example/lesson/plain",
        "/%5Cevil.example/x",
        "/%2F/evil.example/x",
        "//evil.example/%2e%2e/lesson/plain",
        "http://evil.example/lesson/plain",
        "/nothing-here",
    ],
)
@pytest.mark.parametrize(
    ("which", "token"), [("home", "x"), ("home", "teach"), ("abroad", "learn")]
)
def test_a_token_leads_to_no_other_server(which, token, path, request):
    answer = request.getfixturevalue(which).visitor().get(f"{path}?token={token}")
    assert answer.status == 404
    assert not {"location", "set-cookie"} & set(answer.headers)


@given(st.text(st.sampled_from("/\\.aé%"), max_size=8))
def test_the_address_without_its_token_stays_on_this_server(start):
    page = SimpleNamespace(request=SimpleNamespace(path=start, query_arguments={"token": [b"x"]}))
    address = Page._address_without_token(page)
    assert address.startswith("/") and not re.match(r"[/\\]{2}", address)


def test_queries_are_never_logged(abroad):
    for path in (
        "/?token=s3cret-one",
        "/nothing?token=s3cret-two",
        "/lesson/plain?name=s3cret-three",
        "/api/kernels/x?token=s3cret-four",
        "/class?token=s3cret-five",
    ):
        abroad.visitor().get(path, Referer="http://localhost/?token=s3cret-six")
    assert "403 GET /class" in abroad.log.read_text()
    assert "s3cret" not in abroad.log.read_text()


def test_below_a_hub_all_addresses_have_its_prefix(lessons, tmp_path):
    prefix = "/user/ann/"
    log = tmp_path / "hub.log"
    with serving(lessons, "--pool", "0", log=log, JUPYTERHUB_SERVICE_PREFIX=prefix) as hub:
        assert hub.get("/").status == 404
        assert f'href="{prefix}lesson/plain"' in hub.get(prefix).text
        page = hub.get(f"{prefix}lesson/plain", Host="hub.example").text
        ours = re.findall(r'(?:src|href)="(/[^"]*)"', page)
        assert ours and all(path.startswith(prefix) for path in ours)
        assert f"{prefix}class?token=" in log.read_text()


def test_another_address_gets_a_token_of_its_own(lessons, tmp_path):
    log = tmp_path / "ip.log"
    with serving(lessons, "--pool", "0", "--ip", "0.0.0.0", log=log) as server:
        token = re.search(r"Lessons: .*\?token=(\S+)", log.read_text())[1]
        assert len(token) >= 20
        assert server.get("/").status == 403
        assert server.get(f"/?token={token}").status == 302
    with serving(lessons, "--pool", "0", "--ip", "0.0.0.0", "--no-token", log=log) as server:
        assert server.get("/").status == 200


def test_a_local_server_with_a_token_may_stand_behind_a_proxy(lessons, tmp_path):
    log = tmp_path / "proxied.log"
    with serving(lessons, "--pool", "0", log=log, MUSCLEKIT_TOKEN="learn") as server:
        plain = server.get("/?token=learn", Host="class.example")
        assert "Secure" not in plain.headers["set-cookie"]
        tls = server.get("/?token=learn", Host="class.example", X_Forwarded_Proto="https")
        assert (tls.status, "Secure" in tls.headers["set-cookie"]) == (302, True)
        kernel = kernel_of(server.get("/lesson/plain", Host="class.example").text)
        path = f"/api/kernels/{kernel}/channels"
        own = {"Host": "class.example", "Origin": "https://class.example"}
        assert server.websocket(path, **own) == 101
        assert server.websocket(path, **{**own, "Origin": FOREIGN}) == 403


def test_one_notebook_can_be_served(lessons, tmp_path):
    with serving(lessons / "plain.ipynb", "--pool", "0", log=tmp_path / "one.log") as server:
        page = server.get("/").text
        assert "Plain" in page and "A tiny lesson" not in page
        assert server.get("/lesson/tiny").status == 404


@pytest.mark.parametrize("place", ["instructor", "instructor/class-dashboard.ipynb", "alias"])
def test_the_instructors_folder_is_not_served_as_lessons(lessons, tmp_path, place):
    (tmp_path / "instructor").symlink_to(lessons / "instructor")
    (tmp_path / "alias").symlink_to(lessons / "instructor" / "class-dashboard.ipynb")
    named = tmp_path / place if place == "alias" else lessons / place
    with pytest.raises(MusclekitError, match=r"instructor's, not lessons.*opens at /class"):
        read_lessons(named)


def test_no_list_holds_a_dashboard_or_what_lies_beside_it(lessons, tmp_path):
    for name in ("plain.ipynb", "instructor/class-dashboard.ipynb", "instructor/notes/marks.ipynb"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(lessons / "plain.ipynb", tmp_path / name)
    shutil.copy(lessons / "plain.ipynb", tmp_path / "class-dashboard.ipynb")
    (tmp_path / "marks.ipynb").symlink_to(tmp_path / "instructor/notes/marks.ipynb")
    assert [lesson.stem for lesson in read_lessons(tmp_path).lessons] == ["plain"]
    for name in ("instructor/notes", "instructor/notes/marks.ipynb", "class-dashboard.ipynb"):
        with pytest.raises(MusclekitError, match="instructor's"):
            read_lessons(tmp_path / name)


def test_a_teacher_called_instructor_serves_lessons_from_home(lessons, tmp_path):
    home = tmp_path / "instructor"
    shutil.copytree(lessons, home / "lessons")
    shutil.copy(lessons / "plain.ipynb", home)
    assert read_lessons(home / "lessons").get("tiny")
    assert read_lessons(home).get("plain")


def test_a_pool_is_filled_again_after_a_kernel_could_not_start(tmp_path):
    launcher = tmp_path / "launcher"
    spec = tmp_path / "jupyter" / "kernels" / "flaky" / "kernel.json"
    spec.parent.mkdir(parents=True)
    argv = [str(launcher), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec.write_text(json.dumps({"argv": argv, "display_name": "Flaky", "language": "python"}))
    folder = tmp_path / "lessons"
    folder.mkdir()
    says = notebook(v4.new_code_cell("import os\nprint('preheated:', os.environ['VOILA_PREHEAT'])"))
    says.metadata.kernelspec.name = "flaky"
    nbformat.write(says, folder / "says.ipynb")
    log = tmp_path / "pool.log"
    with serving(folder, "--pool", "1", log=log, JUPYTER_PATH=str(tmp_path / "jupyter")) as server:
        assert server.get("/lesson/says").status == 500
        time.sleep(3)
        ready = tmp_path / "ready"
        ready.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        ready.chmod(0o755)
        ready.rename(launcher)
        seen = []
        while "preheated: True" not in (page := server.get("/lesson/says").text) and len(seen) < 8:
            seen.append(page)
            time.sleep(1)
        assert "preheated: True" in page, seen[-1]
        kernel = kernel_of(page)
        ended = server.get(f"/voila/api/shutdown/{kernel}", "POST", Content_Length="0")
        assert ended.status == 204


@pytest.mark.parametrize("after_s", [0.0, 0.4, 1.5])
def test_ctrl_c_ends_in_one_word_whatever_a_kernel_does_just_then(tmp_path, after_s):
    folder = write_lessons(tmp_path / "lessons")
    with serving(folder, "--pool", "1", log=tmp_path / "server.log") as server:
        time.sleep(after_s)
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(30) == 0
    said = server.log.read_text()
    assert said.endswith("Stopped.\n") and "Traceback" not in said


class Resting:
    """A kernel as the culler sees it."""

    kernel_name, execution_state = "python3", "idle"
    kernel_spec = SimpleNamespace(metadata={})

    def __init__(self, minutes: float, state: str = "idle") -> None:
        self.last_activity = datetime.now(UTC) - timedelta(minutes=minutes)
        self.execution_state = state


@pytest.mark.parametrize(
    ("minutes", "connections", "state", "ends"),
    [
        (10, 0, "idle", False),
        (20, 0, "idle", True),
        (20, 1, "idle", False),
        (170, 1, "idle", False),
        (190, 1, "idle", True),
        (190, 1, "busy", False),
    ],
)
def test_kernels_are_culled_sooner_when_their_page_is_gone(minutes, connections, state, ends):
    ended = []

    class Kernels(LessonKernels):
        async def shutdown_kernel(self, kernel_id, *_args, **_kwargs):
            ended.append(kernel_id)
            del self._kernels[kernel_id]

    kernels = Kernels(cull_idle_timeout=15 * 60)
    kernels._kernels["k"] = Resting(minutes, state)
    kernels._kernel_connections["k"] = connections
    asyncio.run(kernels.cull_kernel_if_idle("k"))
    assert bool(ended) == ends


def test_tokens_are_long_and_never_twice_the_same():
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100 and all(len(token) == 24 for token in tokens)


@given(st.text(st.sampled_from("./\\ab\0%~"), max_size=12))
def test_assets_never_lead_out_of_their_folder(tmp_path_factory, path):
    outer = tmp_path_factory.getbasetemp() / "assets"
    root = outer / "a"
    root.mkdir(parents=True, exist_ok=True)
    (outer / "b").write_text("secret")
    (root / "b").write_text("open")
    found = find([root.resolve()], path)
    assert found is None or found.read_text() == "open"


def test_a_link_does_not_lead_out_either(tmp_path):
    (tmp_path / "secret").write_text("x")
    root = tmp_path / "root"
    root.mkdir()
    (root / "link").symlink_to(tmp_path / "secret")
    assert find([root], "link") is None


def test_log_filter_takes_queries_out_of_foreign_messages():
    record = logging.LogRecord("x", 30, "f", 1, "error at %s now", ("/a?token=abc&b=1",), None)
    assert Discreet().filter(record)
    assert record.getMessage() == "error at /a?… now"


def test_lessons_without_metadata_get_their_heading_for_a_title(tmp_path):
    path = tmp_path / "one.ipynb"
    made = notebook(v4.new_markdown_cell("# By its heading\n\ntext"))
    del made.metadata["musclekit"]
    path.write_text(v4.writes(made))
    (lesson,) = read_lessons(tmp_path).lessons
    assert (lesson.title, lesson.stem, lesson.aims) == ("By its heading", "one", ())


@pytest.mark.parametrize("text", ["", "{", "[]", '{"metadata": 3}', '{"cells": []}'])
def test_a_broken_notebook_is_named(tmp_path, text):
    (tmp_path / "broken.ipynb").write_text(text)
    with pytest.raises(MusclekitError, match=r"broken\.ipynb: This is not a notebook"):
        read_lessons(tmp_path)


def test_an_empty_folder_is_told(tmp_path):
    with pytest.raises(MusclekitError, match="No lessons here"):
        read_lessons(tmp_path)


def test_visitors_share_no_cookies():
    one = Server(1, None, None)
    assert one.visitor().cookies is not one.cookies
