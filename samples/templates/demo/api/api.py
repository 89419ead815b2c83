"""Notes over HTTP, kept in PostgreSQL.

GET /        greeting, version of the database, all notes
GET /notes   all notes
POST /notes  adds one: {"text": "..."}
GET /health  200 when the database answers, 503 when it does not
"""

import json
import os
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg2

CONNECT_TIMEOUT_SECONDS = 3
LONGEST_BODY = 16 * 1024


class Database:
    """One connection, taken in turns and opened again after it was lost. Settings come from PGHOST, PGUSER, ..."""

    def __init__(self):
        self._lock = threading.Lock()
        self._connection = None

    def run(self, sql, parameters=()):
        with self._lock:
            # A connection that broke since the last call is only noticed by using it.
            for attempt in (1, 2):
                try:
                    return self._run(sql, parameters)
                except (psycopg2.OperationalError, psycopg2.InterfaceError):
                    self._connection = None
                    if attempt == 2 or not sql.startswith("SELECT"):
                        raise

    def _run(self, sql, parameters):
        if self._connection is None:
            self._connection = psycopg2.connect("", connect_timeout=CONNECT_TIMEOUT_SECONDS)
            self._connection.autocommit = True
        with self._connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            names = [column.name for column in cursor.description]
            return [dict(zip(names, row)) for row in cursor.fetchall()]


database = Database()


def notes():
    return database.run("SELECT id, text FROM notes ORDER BY id")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer(self.get)

    def do_POST(self):
        self.answer(self.post)

    def get(self):
        if self.path == "/":
            version = database.run("SELECT current_setting('server_version') AS version")[0]["version"]
            return 200, {"message": os.environ.get("GREETING", "Hello"), "database": "PostgreSQL " + version, "notes": notes()}
        if self.path == "/notes":
            return 200, notes()
        if self.path == "/health":
            database.run("SELECT 1 AS one")
            return 200, {"status": "ok"}
        return 404, {"error": "not found"}

    def post(self):
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LONGEST_BODY:
            self.close_connection = True
            return 413, {"error": "send a body of at most %d bytes, with its Content-Length" % LONGEST_BODY}
        body = self.rfile.read(int(length))
        if self.path != "/notes":
            return 404, {"error": "not found"}
        try:
            text = json.loads(body)["text"]
        except (ValueError, KeyError, TypeError):
            return 400, {"error": 'send {"text": "..."}'}
        if not isinstance(text, str) or not 1 <= len(text) <= 1000 or "\0" in text:
            return 400, {"error": "a note has 1 to 1000 characters"}
        return 201, database.run("INSERT INTO notes (text) VALUES (%s) RETURNING id, text", (text,))[0]

    def answer(self, handle):
        try:
            status, body = handle()
        except psycopg2.Error as error:
            print("database: " + str(error).strip(), file=sys.stderr)
            status, body = 503, {"error": "the database does not answer"}
        content = (json.dumps(body, ensure_ascii=False) + "\n").encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format, *args):
        if self.path != "/health":
            super().log_message(format, *args)


# As process 1, nothing but a handler ends it on a signal.
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
print("listening on port 8080", flush=True)
ThreadingHTTPServer(("", 8080), Handler).serve_forever()
