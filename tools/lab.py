"""A JupyterLab of one's own, and a Chromium to look at it: for tests and benchmarks."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NAMES = "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"  # the lightest first
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
# It is kept from looking for its maker's hosts, which a closed network answers late or not at all.
QUIET = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"
PATIENCE = 180.0  # seconds until Lab must have started
RESTORED = "window.jupyterapp && window.jupyterapp.restored.then(() => true)"
POLLING = 200.0  # milliseconds between two looks; without it the page is asked, and drawn, sixty times a second


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab."""

    address: str
    token: str

    def at(self, path: str = "lab?reset") -> str:
        """The URL of a page, with the token."""
        return f"{self.address}/{path}{'&' if '?' in path else '?'}token={self.token}"


@contextmanager
def running_lab(home: Path, **environment: str) -> Iterator[Lab]:
    """JupyterLab on a folder, its settings and log in there; RuntimeError, with the log, if it fails."""
    # Lab keeps cells that are out of sight out of the page; here all of them are wanted.
    settings = home / "settings" / "@jupyterlab" / "notebook-extension" / "tracker.jupyterlab-settings"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"windowingMode": "none"}), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    lab, log = Lab(f"http://127.0.0.1:{port}", secrets.token_hex(16)), home / "lab.log"
    folders = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }
    command = (
        f"-m jupyterlab --no-browser --allow-root --ServerApp.port={port} --LabApp.expose_app_in_browser=True"
    )
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, *command.split(), f"--IdentityProvider.token={lab.token}"],
            cwd=home,
            env=os.environ | {name: str(home / folder) for name, folder in folders.items()} | environment,
            stdout=output,
            stderr=output,
        )
    try:
        _wait_until_up(lab, server, log)
        yield lab
    finally:
        server.terminate()
        server.wait(120)


def _wait_until_up(lab: Lab, server: subprocess.Popen, log: Path) -> None:
    began = time.monotonic()
    while server.poll() is None and time.monotonic() - began < PATIENCE:
        try:
            urllib.request.urlopen(lab.at("api"), timeout=5)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    raise RuntimeError(log.read_text(encoding="utf-8", errors="replace"))


@contextmanager
def open_chromium():
    """Playwright's browser, headless."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        yield browser
        browser.close()


def show_notebook(page, path: str, seconds: float = 300) -> None:
    """In a page that shows Lab: this notebook alone, its kernel ready."""
    page.evaluate(
        "async path => { await window.jupyterapp.commands.execute('application:close-all');"
        " await window.jupyterapp.commands.execute('docmanager:open', { path }); }",
        path,
    )
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=1000 * seconds)
    ready = "window.jupyterapp.shell.currentWidget?.sessionContext?.isReady"
    page.wait_for_function(ready, timeout=1000 * seconds, polling=POLLING)
