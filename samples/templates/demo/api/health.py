"""Ends with 0 when the API answers that its database does."""

import socket
import sys

with socket.create_connection(("127.0.0.1", 8080), timeout=4) as connection:
    connection.sendall(b"GET /health HTTP/1.0\r\n\r\n")
    sys.exit(0 if b" 200 " in connection.makefile("rb").readline() else 1)
