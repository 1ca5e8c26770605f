"""A real WordPress: Debian's packages of WordPress, PHP and MariaDB, on this machine alone."""

import json
import os
import shutil
import socket
import subprocess
import time
from base64 import b64encode
from pathlib import Path
from typing import Any, Self
from urllib.error import URLError
from urllib.request import Request, urlopen

from worker.publication.sources import WordPressSource

_WORDPRESS = Path("/usr/share/wordpress")
_PROGRAMS = ("php", "mariadbd", "mariadb-install-db")
_STARTS_WITHIN_S = 60

_CONFIG = """<?php
define('DB_NAME', 'wp'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_HOME', '{url}'); define('WP_SITEURL', '{url}');
define('WP_ENVIRONMENT_TYPE', 'local'); define('DISABLE_WP_CRON', true);
define('WP_HTTP_BLOCK_EXTERNAL', true); define('AUTOMATIC_UPDATER_DISABLED', true);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) {{ define('ABSPATH', __DIR__ . '/'); }}
require_once ABSPATH . 'wp-settings.php';
"""
_INSTALL = """<?php
$socket = $argv[1];
(new mysqli('localhost', 'root', '', '', 0, $socket))->query('CREATE DATABASE wp');
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = 'localhost';
require __DIR__ . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Bay Post', 'editor', 'editor@bay.example', true, '', 'secret');
list($password) = WP_Application_Passwords::create_new_application_password(1, ['name' => 'test']);
echo "\\npassword:", $password;
"""


def missing_packages() -> str:
    """Return the packages that WordPress lacks here, as a sentence; empty if it lacks none."""
    absent = [name for name in _PROGRAMS if shutil.which(name) is None]
    if not (_WORDPRESS / "wp-includes").is_dir():
        absent.append("wordpress")
    return f"not installed: {', '.join(absent)}" if absent else ""


class RealWordPress:
    """A WordPress site with one editor, whose posts tests write by its REST API.

    Args:
        folder: An empty folder for its files and its database.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = folder / "db.sock"
        self._processes: list[subprocess.Popen[bytes]] = []
        self._password = ""
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.url = f"http://127.0.0.1:{free.getsockname()[1]}"

    @property
    def source(self) -> WordPressSource:
        return WordPressSource(name="wp", prefix="wp:", kind="wordpress", url=self.url)

    def __enter__(self) -> Self:
        self._start_database()
        site = self._folder / "site"
        shutil.copytree(_WORDPRESS, site, symlinks=False, ignore_dangling_symlinks=True)
        config = _CONFIG.format(socket=self._socket, url=self.url)
        (site / "wp-config.php").write_text(config)
        (site / "install.php").write_text(_INSTALL)
        install = ["php", "install.php", str(self._socket)]
        said = subprocess.run(install, cwd=site, capture_output=True, text=True, check=True)
        self._password = said.stdout.rpartition("password:")[2].strip()
        self._start(["php", "-S", self.url.removeprefix("http://"), "-t", str(site)])
        self._wait(lambda: bool(self.ask("GET", "/posts")))
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._processes):
            process.terminate()
            process.wait(30)

    def publish(self, **post: Any) -> int:
        """Publish a post, and return its number."""
        return int(self.ask("POST", "/posts", {"status": "publish", **post})["id"])

    def change(self, number: int, **post: Any) -> None:
        """Change fields of a post."""
        self.ask("POST", f"/posts/{number}", post)

    def delete(self, number: int, *, for_good: bool) -> None:
        """Put a post into the trash, or delete it permanently."""
        self.ask("DELETE", f"/posts/{number}&force={'true' if for_good else 'false'}")

    def close(self) -> None:
        """Refuse the REST API to visitors, as security plugins do."""
        plugins = self._folder / "site" / "wp-content" / "mu-plugins"
        plugins.mkdir(exist_ok=True)
        (plugins / "closed.php").write_text(
            "<?php add_filter('rest_authentication_errors', function ($e) { return $e ?: "
            "(is_user_logged_in() ? null : new WP_Error('rest_forbidden', 'Closed.', "
            "['status' => 401])); });"
        )

    def ask(self, method: str, route: str, body: object = None) -> Any:
        """Send a request to the REST API as the editor, and return its answer."""
        pair = b64encode(f"editor:{self._password}".encode()).decode()
        headers = {"Authorization": f"Basic {pair}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        url = f"{self.url}/?rest_route=/wp/v2{route}"
        with urlopen(Request(url, data, headers, method=method), timeout=60) as answer:
            return json.load(answer)

    def _start_database(self) -> None:
        data, user = self._folder / "db", f"--user={'root' if os.geteuid() == 0 else ''}"
        options = [f"--datadir={data}", *([user] if os.geteuid() == 0 else [])]
        how = ["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]
        subprocess.run(["mariadb-install-db", *how, *options], capture_output=True, check=True)
        server = ["mariadbd", "--no-defaults", *options, f"--socket={self._socket}"]
        self._start([*server, "--skip-networking", f"--pid-file={self._folder / 'db.pid'}"])
        self._wait(self._socket.exists)

    def _start(self, command: list[str]) -> None:
        log = (self._folder / f"{Path(command[0]).name}.log").open("wb")
        with log:
            self._processes.append(subprocess.Popen(command, stdout=log, stderr=log))

    def _wait(self, is_ready: Any) -> None:
        until = time.monotonic() + _STARTS_WITHIN_S
        while time.monotonic() < until:
            try:
                if is_ready():
                    return
            except (URLError, OSError):
                pass
            time.sleep(0.1)
        raise TimeoutError(f"it did not start: {self._processes[-1].args!r}")
