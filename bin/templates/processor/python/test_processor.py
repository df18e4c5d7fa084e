"""Run it: python3 -m unittest"""

import base64
import hashlib
import hmac
import json
import threading
import time
import unittest
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from unittest import mock

import processor

SECRET = "whsec_" + base64.b64encode(b"a secret for tests").decode()
OTHER = "whsec_" + base64.b64encode(b"another secret").decode()
EVENT = {"id": "event-1", "type": "treble.response", "data": {"actual_response": "hola"}}


def sign(body, timestamp, secret=SECRET):
    key = base64.b64decode(secret[len("whsec_"):])
    digest = hmac.new(key, f"event-1.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


class ProcessorTest(unittest.TestCase):
    def start(self, server):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return f"http://127.0.0.1:{server.server_address[1]}/"

    def processor(self, later=False):
        return self.start(processor.create_server(SECRET, later, port=0))

    def post(self, url, body, signature=None, timestamp=None):
        timestamp = int(time.time()) if timestamp is None else timestamp
        headers = {"webhook-id": "event-1", "webhook-timestamp": str(timestamp)}
        headers["webhook-signature"] = sign(body, timestamp) if signature is None else signature
        try:
            with urllib.request.urlopen(urllib.request.Request(url, data=body, headers=headers)) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, b""

    def test_a_signed_event_gets_its_variables(self):
        status, body = self.post(self.processor(), json.dumps(EVENT).encode())
        self.assertEqual((status, json.loads(body)), (200, {"keys": {"verdict": "ok"}}))

    def test_one_right_signature_of_two_is_enough(self):
        body, now = json.dumps(EVENT).encode(), int(time.time())
        both = f"{sign(body, now, OTHER)} {sign(body, now)}"
        self.assertEqual(self.post(self.processor(), body, both, now)[0], 200)

    def test_a_wrong_old_or_missing_signature_is_refused(self):
        url, body, now = self.processor(), json.dumps(EVENT).encode(), int(time.time())
        self.assertEqual(self.post(url, body, sign(body + b" ", now), now)[0], 401)
        self.assertEqual(self.post(url, body, timestamp=now - 301)[0], 401)
        self.assertEqual(self.post(url, body, signature="")[0], 401)

    def test_work_that_fails_is_answered_500_so_that_it_is_tried_again(self):
        with mock.patch.object(processor, "work", side_effect=OSError), mock.patch.object(
            processor.Processor, "complain"
        ):
            self.assertEqual(self.post(self.processor(), json.dumps(EVENT).encode())[0], 500)

    def test_later_202_at_once_and_the_result_at_resumeurl_once(self):
        results, arrived = [], threading.Event()

        class Resume(BaseHTTPRequestHandler):
            def do_POST(self):
                results.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()
                arrived.set()

            def log_message(self, *_):
                pass

        resumeurl = self.start(HTTPServer(("127.0.0.1", 0), Resume))
        body = json.dumps({**EVENT, "resumeurl": resumeurl}).encode()
        url = self.processor(later=True)
        self.assertEqual(self.post(url, body)[0], 202)
        self.assertTrue(arrived.wait(60))
        self.assertEqual(self.post(url, body)[0], 202)
        self.assertEqual(results, [{"keys": {"verdict": "ok"}}])


if __name__ == "__main__":
    unittest.main()
