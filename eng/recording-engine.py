"""An engine that makes nothing: it answers Docker Compose as one that has every image, and writes down what it is told to make.

usage: recording-engine.py SOCKET MODEL OUTPUT
MODEL is the canonical project: its external networks and volumes are there already. The recording is written when the process is told to end.
Ids are hashes: of an image its reference, of a container or network its name. What means nothing to an engine (null, "", 0, [], {}) is left out.
"""
import hashlib, json, os, re, signal, socketserver, sys, threading, urllib.parse
from http.server import BaseHTTPRequestHandler

EXACT = {"Cmd", "Entrypoint", "Init", "StopTimeout", "PidsLimit", "MaskedPaths", "ReadonlyPaths", "EnableIPv4", "EnableIPv6"}
KEPT_IN = {"Labels", "ExposedPorts", "PortBindings", "EndpointsConfig", "Tmpfs", "Sysctls", "networks", "volumes", "containers"}
UNORDERED = {"Env", "Binds", "Mounts", "ExtraHosts", "Links", "Ulimits"}

socket_path, model_path, output_path = sys.argv[1:4]
model = json.load(open(model_path))
external = {kind: {item.get("name", key) for key, item in (model.get(kind) or {}).items() if item and item.get("external")} for kind in ("networks", "volumes")}
recorded = {"networks": {}, "volumes": {}, "containers": {}, "pulls": []}
lock = threading.Lock()


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def tidy(value, key=""):
    if isinstance(value, dict):
        result = {}
        for name in sorted(value):
            item = tidy(value[name], name)
            if name == "com.docker.compose.depends_on":
                item = ",".join(sorted(item.split(",")))
            # 0.0 is 0, but False must not hide in it: engines read both as "not given"
            if name in EXACT or key in KEPT_IN or item not in (None, "", 0, [], {}):
                result[name] = item
        return result
    if isinstance(value, list):
        items = [tidy(item) for item in value]
        return sorted(items, key=lambda item: json.dumps(item, sort_keys=True)) if key in UNORDERED else items
    return value


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=None, raw=None):
        data = raw if raw is not None else (b"" if body is None else json.dumps(body).encode())
        self.send_response(status)
        self.send_header("Api-Version", "1.51")
        self.send_header("Docker-Experimental", "false")
        self.send_header("Ostype", "linux")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def body(self):
        if self.headers.get("Transfer-Encoding") == "chunked":
            data = b""
            while (length := int(self.rfile.readline().split(b";")[0], 16)) > 0:
                data += self.rfile.read(length)
                self.rfile.readline()
            self.rfile.readline()
            return data
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def missing(self, what):
        self.answer(404, {"message": what + " not found"})

    def handle_any(self):
        url = urllib.parse.urlsplit(self.path)
        path = re.sub(r"^/v1\.\d+", "", url.path)
        query = {key: values[0] for key, values in urllib.parse.parse_qs(url.query).items()}
        data = self.body()
        with lock:
            self.route(path, query, data)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = handle_any

    def route(self, path, query, data):
        names = json.loads(query.get("filters", "{}")).get("name", {})
        if path == "/_ping":
            self.answer(200, raw=b"OK")
        elif path == "/version":
            self.answer(200, {"Version": "28.3.3", "ApiVersion": "1.51", "MinAPIVersion": "1.24", "Os": "linux", "Arch": "amd64"})
        elif path == "/info":
            self.answer(200, {"ID": "recording", "OSType": "linux", "Architecture": "x86_64", "ServerVersion": "28.3.3", "SecurityOptions": [], "Swarm": {"LocalNodeState": "inactive"}})
        elif match := re.fullmatch(r"/images/(.+)/json", path):
            reference = urllib.parse.unquote(match[1])
            self.answer(200, {"Id": "sha256:" + sha(reference), "RepoTags": [reference], "Architecture": "amd64", "Os": "linux", "Metadata": {"LastTagTime": "2999-01-01T00:00:00Z"}})
        elif path == "/images/create":
            recorded["pulls"].append(query["fromImage"] + ":" + query.get("tag", "latest") + ("@" + query["platform"] if query.get("platform") else ""))
            self.answer(200, raw=b'{"status":"done"}\n')
        elif path == "/networks/create":
            body = json.loads(data)
            recorded["networks"][body["Name"]] = tidy(body, "networks")
            self.answer(201, {"Id": sha(body["Name"]), "Warning": ""})
        elif path == "/networks":
            self.answer(200, [self.network(name) for name in sorted(set(recorded["networks"]) | external["networks"]) if not names or name in names])
        elif match := re.fullmatch(r"/networks/([^/]+)", path):
            known = {key: name for name in set(recorded["networks"]) | external["networks"] for key in (name, sha(name))}
            name = known.get(urllib.parse.unquote(match[1]))
            self.answer(200, self.network(name)) if name else self.missing("network " + match[1])
        elif path == "/volumes/create":
            body = json.loads(data)
            recorded["volumes"][body["Name"]] = tidy(body)
            self.answer(201, {"Name": body["Name"], "Driver": "local", "Labels": body.get("Labels"), "Mountpoint": "/v"})
        elif path == "/volumes":
            self.answer(200, {"Volumes": [], "Warnings": None})
        elif match := re.fullmatch(r"/volumes/([^/]+)", path):
            name = urllib.parse.unquote(match[1])
            if name in recorded["volumes"]:
                self.answer(200, {"Name": name, "Driver": "local", "Labels": recorded["volumes"][name].get("Labels")})
            elif name in external["volumes"]:
                self.answer(200, {"Name": name, "Driver": "local", "Labels": {}})
            else:
                self.missing("volume " + name)
        elif path == "/containers/json":
            wanted = json.loads(query.get("filters", "{}")).get("label", {})
            self.answer(200, [item for name in sorted(recorded["containers"]) if self.carries(item := self.summary(name), wanted)])
        elif path == "/containers/create":
            name = query["name"]
            recorded["containers"][name] = {"platform": query.get("platform"), "body": tidy(json.loads(data), "body")}
            self.answer(201, {"Id": sha(name), "Warnings": []})
        elif match := re.fullmatch(r"/containers/([^/]+)/json", path):
            known = {key: name for name in recorded["containers"] for key in (name, sha(name))}
            name = known.get(match[1])
            self.answer(200, self.inspect(name)) if name else self.missing("container " + match[1])
        elif re.fullmatch(r"/containers/([^/]+)/archive", path):
            self.answer(200)
        else:
            self.missing(self.command + " " + path)

    @staticmethod
    def carries(item, wanted):
        return all(item["Labels"].get(label.partition("=")[0]) == label.partition("=")[2] if "=" in label else label in item["Labels"] for label in wanted)

    def network(self, name):
        return {"Name": name, "Id": sha(name), "Driver": "bridge", "Scope": "local", "Labels": recorded["networks"].get(name, {}).get("Labels", {}), "Containers": {}}

    def summary(self, name):
        body = recorded["containers"][name]["body"]
        return {"Id": sha(name), "Names": ["/" + name], "Image": body["Image"], "Labels": body["Labels"], "State": "created", "Mounts": [], "NetworkSettings": {"Networks": {}}}

    def inspect(self, name):
        body = recorded["containers"][name]["body"]
        return {"Id": sha(name), "Name": "/" + name, "Image": "sha256:" + sha(body["Image"]), "State": {"Status": "created"}, "Mounts": [], "Config": {"Image": body["Image"], "Labels": body["Labels"]}, "HostConfig": body.get("HostConfig", {}), "NetworkSettings": {"Networks": {}}}


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True

    def get_request(self):
        request, _ = super().get_request()
        return request, ("local", 0)


def finish(*_):
    recorded["pulls"].sort()
    with open(output_path, "w") as output:
        json.dump(recorded, output, indent=1, sort_keys=True)
        output.write("\n")
    os._exit(0)


signal.signal(signal.SIGTERM, finish)
Server(socket_path, Handler).serve_forever()
