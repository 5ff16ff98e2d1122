"""Bytes sent for a page of lesson 1, and memory for each lesson that is open, beside trame."""

from __future__ import annotations

import contextlib
import subprocess
from dataclasses import dataclass
from urllib.parse import urlparse

import common
import psutil
from jupyter_client.manager import start_new_kernel

OURS_READY = ".mk-stage[data-ready=true]"
VISITS = ("first visit", "second visit")
MB = 1e6
REST_MS = 3000
OPEN_AT_ONCE = 4
TITLE = "Bytes and memory of a page"


@dataclass
class Traffic:
    """What a page was sent, as Chromium's DevTools count it."""

    requests: int = 0
    http_bytes: float = 0
    socket_bytes: int = 0
    elsewhere: int = 0

    def watch(self, devtools) -> None:
        """Count from now on. HTTP as transferred, headers too; frames as unpacked payload."""
        devtools.on("Network.requestWillBeSent", self._sent)
        devtools.on("Network.loadingFinished", self._finished)
        devtools.on("Network.webSocketFrameReceived", self._frame)
        devtools.send("Network.enable")

    def _sent(self, event) -> None:
        address = urlparse(event["request"]["url"])
        if address.scheme.startswith("http"):
            self.requests += 1
            self.elsewhere += address.hostname != "localhost"

    def _finished(self, event) -> None:
        self.http_bytes += max(event["encodedDataLength"], 0)

    def _frame(self, event) -> None:
        frame = event["response"]
        binary = frame["opcode"] == 2  # then DevTools tells it in base64
        self.socket_bytes += (
            len(frame["payloadData"]) * 3 // 4 if binary else len(frame["payloadData"].encode())
        )


def open_page(context, site: common.Site, traffic: Traffic | None = None):
    """Open the page and wait until its view is there and has stopped asking for things."""
    page = context.new_page()
    if traffic:
        traffic.watch(context.new_cdp_session(page))
    page.goto(site.url)
    if site.name == "musclekit":
        page.wait_for_selector(OURS_READY, timeout=90_000)
    else:
        inner = page.wait_for_selector("iframe.pyvista", timeout=90_000).content_frame()
        inner.wait_for_selector("canvas", timeout=90_000)
    page.wait_for_timeout(REST_MS)
    return page


def bytes_sent(browser, site: common.Site, beside: common.Site) -> dict[str, Traffic]:
    """Traffic of a first visit, and of a second one with the browser's cache."""
    found = {}
    context = browser.new_context(viewport=common.WINDOW)
    for visit in VISITS:
        common.settle(site, beside, patience=20)
        found[visit] = Traffic()
        site.leave(open_page(context, site, found[visit]))
    context.close()
    return found


@dataclass
class Memory:
    """MB of a process: resident, and what it alone holds."""

    resident: float
    unique: float

    @classmethod
    def of(cls, process: psutil.Process) -> Memory:
        """As the system counts it now."""
        told = process.memory_full_info()
        return cls(told.rss / MB, told.uss / MB)

    def __str__(self) -> str:
        return f"{self.resident:.0f} ({self.unique:.0f})"


def open_lessons(browser, site: common.Site) -> list[tuple[Memory, Memory]]:
    """Kernels (the middle one) and server, while 1, 2, ... pages are open."""
    found, pages = [], []
    common.settle(site, patience=20)
    server = [Memory.of(site.process)]
    context = browser.new_context(viewport=common.WINDOW)
    for _ in range(OPEN_AT_ONCE):
        pages.append(open_page(context, site))
        kernels = [Memory.of(site.kernel_of(page)) for page in pages]
        kernels.sort(key=lambda memory: memory.unique)
        server.append(Memory.of(site.process))
        found.append((kernels[len(kernels) // 2], server[-1]))
    for page in pages:
        site.leave(page)
    context.close()
    return [(Memory(0, 0), server[0]), *found]


@contextlib.contextmanager
def bare_kernel():
    """A kernel that has imported PyVista and nothing else."""
    manager, client = start_new_kernel(stderr=subprocess.DEVNULL)
    try:
        client.execute_interactive("import pyvista", timeout=120)
        yield psutil.Process(manager.provisioner.process.pid)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def measure(_chosen) -> tuple[str, str]:
    """Both sides' traffic, then both sides' memory; once, for these hardly vary."""
    with (
        common.chromium() as browser,
        common.our_lessons() as ours,
        common.trame_notebook() as theirs,
    ):
        traffic = {}
        for site, beside in ((ours, theirs), (theirs, ours)):
            common.say(f"bytes of {site.name} ...")
            traffic[site.name] = bytes_sent(browser, site, beside)
        memory = {}
        for site in (ours, theirs):
            common.say(f"memory of {site.name} ...")
            memory[site.name] = open_lessons(browser, site)
    with bare_kernel() as process:
        bare = Memory.of(process)
    return TITLE, report(traffic, memory, bare)


def report(traffic, memory, bare: Memory) -> str:
    """Two tables and how to read them."""
    sent = [
        [
            f"{name}, {visit}",
            f"{told.http_bytes / MB:.2f}",
            f"{told.socket_bytes / MB:.2f}",
            str(told.requests),
            str(told.elsewhere),
        ]
        for name, visits in traffic.items()
        for visit, told in visits.items()
    ]
    held = []
    for opened in range(OPEN_AT_ONCE + 1):
        cells = [f"{opened} open" if opened else "none open"]
        for name in memory:
            kernel, server = memory[name][opened]
            cells += [str(kernel) if opened else "", str(server)]
        held.append(cells)
    sides = [f"{name}: {what}" for name in memory for what in ("a kernel", "server")]
    return "\n".join(
        [
            common.table(
                ["", "HTTP, MB", "websocket, MB", "requests", "to other hosts"],
                sent,
            ),
            "",
            "HTTP as transferred (compressed, headers included); websocket payloads unpacked.",
            "",
            common.table(["MB resident (held alone)", *sides], held),
            "",
            f"A bare kernel with PyVista imported: {bare} MB. Pools of ready kernels not counted.",
            f"{common.this_machine()}.",
        ]
    )


if __name__ == "__main__":
    common.run(measure, common.arguments(__doc__.splitlines()[0], runs=1))
