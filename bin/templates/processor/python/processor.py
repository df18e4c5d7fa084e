"""A processor for Acuse: an endpoint that checks who calls, does the work, and answers now or later.

It needs Python 3.9 or later and nothing else. Start it: ACUSE_SECRET=whsec_… python3 processor.py
With ANSWER_LATER=1 it answers 202 and posts the result later, for work that takes longer than a minute.
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def work(event):
    """Your work goes here: the event in, the variables out. If it raises, Acuse tries again until the deadline.

    event["data"] is the platform's own JSON: any field of it may be missing or null.
    """
    answer = (event["data"].get("actual_response") or "").strip()
    return {"verdict": "ok" if answer else "empty"}


def is_from_acuse(headers, body, secret, now=None):
    """Standard Webhooks: an HMAC over id, time and the received bytes, at most five minutes old.

    During a rotation of the secret there are two signatures: one that is right is enough.
    """
    event_id = headers.get("webhook-id") or ""
    timestamp = headers.get("webhook-timestamp") or ""
    if not (timestamp.isascii() and timestamp.isdigit()):
        return False
    if abs((time.time() if now is None else now) - int(timestamp)) > 300:
        return False
    key = base64.b64decode(secret[len("whsec_"):] if secret.startswith("whsec_") else secret)
    signed = f"{event_id}.{timestamp}.".encode() + body
    right = b"v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    given = (headers.get("webhook-signature") or "").split(" ")
    return any(hmac.compare_digest(right, one.encode()) for one in given)


def post_result(resumeurl, keys, pauses=(1, 5, 15)):
    """Tries again after 429, 5xx and without an answer. 410: the conversation has gone on without this result."""
    body = json.dumps({"keys": keys}).encode()
    for pause in (*pauses, None):
        try:
            with urllib.request.urlopen(urllib.request.Request(resumeurl, data=body), timeout=30):
                return
        except urllib.error.HTTPError as error:
            if error.code != 429 and error.code < 500:
                return
        except OSError:
            pass
        if pause is not None:
            time.sleep(pause)
    raise RuntimeError("The result could not be posted.")


class Processor(BaseHTTPRequestHandler):
    secret = ""
    later = False
    # Events whose work has begun: the same one may come again. In production, use a table.
    begun = set()
    lock = threading.Lock()

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if not is_from_acuse(self.headers, body, self.secret):
            return self.answer(401)
        event = json.loads(body)
        if self.later and event.get("resumeurl"):
            self.answer(202)
            threading.Thread(target=self.work_and_post, args=(event,), daemon=True).start()
            return None
        try:
            return self.answer(200, {"keys": work(event)})
        except Exception as error:  # 500: Acuse tries again. Answer 422 to what can never work.
            self.complain(error)
            return self.answer(500)

    def work_and_post(self, event):
        with self.lock:
            if event["id"] in self.begun:
                return
            self.begun.add(event["id"])
        try:
            post_result(event["resumeurl"], work(event))
        except Exception as error:
            with self.lock:
                self.begun.discard(event["id"])
            self.complain(error)

    def answer(self, status, value=None):
        body = b"" if value is None else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def complain(self, error):
        """Only the kind of error: its text may hold what a customer wrote."""
        print(f"The work failed: {type(error).__name__}", file=sys.stderr, flush=True)

    def log_message(self, *_):
        """No line for each request."""


def create_server(secret, later=False, port=3000):
    handler = type("ConfiguredProcessor", (Processor,), {"secret": secret, "later": later, "begun": set()})
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


if __name__ == "__main__":
    if not os.environ.get("ACUSE_SECRET"):
        sys.exit("ACUSE_SECRET is not set. It is in the last lines of: npx acuse source show treble --local")
    server = create_server(
        os.environ["ACUSE_SECRET"], os.environ.get("ANSWER_LATER") == "1", int(os.environ.get("PORT", "3000"))
    )
    print(f"Listening on http://127.0.0.1:{server.server_address[1]}/", flush=True)
    server.serve_forever()
