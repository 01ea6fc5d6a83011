"""Collecting pages, from a server on the loopback address."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from analysis.corpus import CorpusError
from analysis.corpus.formats import collect as module
from analysis.corpus.formats import own
from analysis.corpus.formats.collect import collect


@pytest.fixture
def server(made):
    """A server that keeps a list of what it was asked for."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, self.headers["User-Agent"]))
            if self.path == "/robots.txt":
                self.answer(200, b"User-agent: *\nDisallow: /private\n", "text/plain")
            elif self.path == "/moved":
                self.answer(301, b"", "text/html", Location="/flood")
            elif self.path == "/sly":
                self.answer(302, b"", "text/html", Location="/private/2")
            elif self.path == "/loop":
                self.answer(302, b"", "text/html", Location="/loop")
            elif self.path == "/gone":
                self.answer(404, b"no", "text/html")
            else:
                self.answer(200, made.page().encode(), "text/html; charset=utf-8")

        def answer(self, status, content, kind, **headers):
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    running.asked = asked
    running.address = f"http://127.0.0.1:{running.server_port}"
    yield running
    running.shutdown()
    running.server_close()


def listed(tmp_path, server, *paths):
    file = tmp_path / "urls.txt"
    file.write_text("# a list\n" + "\n".join(server.address + p for p in paths) + "\n")
    return file


def test_pages_are_saved_and_can_be_read(server, tmp_path):
    done = collect(listed(tmp_path, server, "/flood", "/moved"), tmp_path / "out", delay=0)
    assert (done.new, done.before, done.problems) == (2, 0, [])
    rows = next(own.gather([done.file])).rows
    assert [(r["headline"], r["url"]) for r in rows] == [("Flood takes two houses", server.address + "/flood")] * 2
    assert all(agent.startswith("analysis/") for _, agent in server.asked)
    assert [path for path, _ in server.asked] == ["/robots.txt", "/flood", "/moved", "/flood"]


def test_what_is_there_is_not_asked_for_again(server, tmp_path):
    addresses = listed(tmp_path, server, "/flood", "/moved", "/other")
    collect(listed(tmp_path, server, "/flood", "/moved"), tmp_path / "out", delay=0)
    server.asked.clear()
    done = collect(listed(tmp_path, server, "/flood", "/moved", "/other"), tmp_path / "out", delay=0)
    assert (done.new, done.before) == (1, 2)
    assert [path for path, _ in server.asked] == ["/robots.txt", "/other"]
    assert addresses.exists()


def test_a_run_that_was_stopped_within_a_record(server, tmp_path):
    done = collect(listed(tmp_path, server, "/one", "/two"), tmp_path / "out", delay=0)
    done.file.write_bytes(done.file.read_bytes()[:-100])
    again = collect(listed(tmp_path, server, "/one", "/two"), tmp_path / "out", delay=0)
    assert (again.new, again.before) == (1, 1)
    piece = next(own.gather([again.file]))
    assert (len(piece.rows), piece.problems) == (2, [])


def test_robots_txt_is_kept_to_also_behind_a_redirect(server, tmp_path):
    done = collect(listed(tmp_path, server, "/private/1", "/sly"), tmp_path / "out", delay=0)
    assert done.new == 0
    assert ["robots.txt" in p["problem"] for p in done.problems] == [True, True]
    assert not any(path.startswith("/private") for path, _ in server.asked)


def test_failures_are_named_and_the_rest_is_fetched(server, tmp_path):
    addresses = listed(tmp_path, server, "/gone", "/loop", "/flood")
    addresses.write_text(addresses.read_text() + "file:///etc/passwd\nhttp://127.0.0.1:9/\n")
    done = collect(addresses, tmp_path / "out", delay=0)
    assert done.new == 1
    assert [p["row"] for p in done.problems] == [2, 3, 5, 6]
    for p, says in zip(done.problems, ("404", "without end", "no address", "does not answer"), strict=True):
        assert says in p["problem"]
        assert p["advice"]


def test_the_delay_is_kept(server, tmp_path, monkeypatch):
    slept = []
    monkeypatch.setattr(module.time, "sleep", slept.append)
    collect(listed(tmp_path, server, "/1", "/2"), tmp_path / "out", delay=5)
    assert [round(s) for s in slept] == [0, 5, 5]  # robots.txt, and the two pages


@pytest.mark.parametrize("text", ["", "# nothing\n"])
def test_a_list_without_addresses(tmp_path, text):
    (tmp_path / "urls.txt").write_text(text)
    with pytest.raises(CorpusError, match="holds no addresses"):
        collect(tmp_path / "urls.txt", tmp_path / "out")
    with pytest.raises(CorpusError, match="cannot be read"):
        collect(tmp_path / "none.txt", tmp_path / "out")
