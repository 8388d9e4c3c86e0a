# SPDX-License-Identifier: Apache-2.0
"""Tests of the client against a server that answers as reporting-service does."""

import base64
import http.server
import json
import os
import tempfile
import threading
import unittest

from assay_client import Assay, AssayError, _value

TOKEN = "secret"


class Entry(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self._answer()

    def do_POST(self):
        self._answer()

    def _answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode("utf-8")
        request = f"{self.command} {self.path}"
        self.server.requests.append((request, body, self.headers.get("Content-Type")))
        wanted = "Basic " + base64.b64encode(b"assay:" + TOKEN.encode()).decode()
        if self.headers.get("Authorization") != wanted:
            return self._reply(401, {"title": "no"})
        answers = self.server.answers.get(request)
        if answers is None:
            return self._reply(404, {"title": "not found", "detail": "no such thing"})
        status, answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return self._reply(status, answer)

    def _reply(self, status, answer):
        data = answer.encode("utf-8") if isinstance(answer, str) else json.dumps(answer).encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *arguments):
        """Nobody reads it."""


def status(state, cell, awaited=()):
    return {
        "studyId": "abc",
        "name": "x",
        "state": state,
        "total": 1,
        "done": int(cell == "done"),
        "failed": int(cell == "failed"),
        "matching": 1,
        "cells": [{"cellId": "c", "state": cell}],
        "awaitedComparisons": list(awaited),
    }


class ClientTest(unittest.TestCase):
    def setUp(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Entry)
        self.server.requests = []
        self.server.answers = {
            "GET /studies": [(200, [{"studyId": "abc", "name": "x"}, {"studyId": "old", "name": "x"}])],
            "POST /studies": [(201, {"studyId": "abc"})],
        }
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.assay = Assay(f"http://127.0.0.1:{self.server.server_port}", TOKEN, timeout=0)

    def tearDown(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, request, *answers):
        self.server.answers[request] = list(answers)

    def rows(self, table):
        return table.to_dict("records") if hasattr(table, "to_dict") else table

    def test_submits_a_file_a_text_and_a_dictionary(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "s.yaml")
            with open(path, "w", encoding="utf-8") as file:
                file.write("name: ü\n")
            self.assertEqual(self.assay.submit(path).id, "abc")
        self.assay.submit("name: y\n")
        self.assay.submit({"name": "z"})
        bodies = [body for request, body, _ in self.server.requests]
        self.assertEqual(bodies, ["name: ü\n", "name: y\n", '{"name": "z"}'])
        self.assertEqual({kind for _, _, kind in self.server.requests}, {"application/yaml"})

    def test_waits_for_the_last_comparison(self):
        self.answer(
            "GET /studies/abc",
            (200, status("running", "running")),
            (200, status("DONE", "running")),
            (200, status("done", "done", ["a"])),
            (200, status("done", "done")),
        )
        seen = []
        study = self.assay.study("x")
        self.assertEqual(study.wait(poll=0, progress=lambda s: seen.append(s["state"])), "done")
        self.assertEqual(seen, ["running", "DONE", "done", "done"])

    def test_a_page_of_the_cells_in_some_states(self):
        self.answer("GET /studies/abc?state=running%2Cfailed&limit=5&offset=0", (200, status("running", "running")))
        self.assertEqual(self.assay.study("abc").status(("running", "failed"), 5, 0)["total"], 1)

    def test_waiting_has_an_end(self):
        self.answer("GET /studies/abc", (200, status("running", "running")))
        with self.assertRaisesRegex(TimeoutError, "abc has not ended after 0 s: running"):
            self.assay.study("abc").wait(timeout=0, poll=0)

    def test_results_are_a_table_of_numbers(self):
        self.answer("GET /studies/abc/report.csv", (200, "model,point,lower,seeds\r\n\"a, b\",0.5,,2\r\n"))
        rows = self.rows(self.assay.study("abc").results())
        self.assertEqual(rows[0]["model"], "a, b")
        self.assertEqual(rows[0]["point"], 0.5)
        self.assertEqual(rows[0]["seeds"], 2)
        self.assertFalse(rows[0]["lower"] == rows[0]["lower"] and rows[0]["lower"] is not None)

    def test_names_are_no_numbers(self):
        self.assertEqual([_value(text) for text in ("007", "1_000", "7", "1e3", "", "nan x")],
                         ["007", "1_000", 7, 1000.0, None, "nan x"])

    def test_predictions_of_all_runs_are_one_table(self):
        self.answer(
            "GET /studies/abc/files",
            (200, ["predictions/a/m/seed-1.test.csv", "predictions/a/m/seed-1.validation.csv", "figures/f.svg"]),
        )
        self.answer("GET /studies/abc/files/predictions/a/m/seed-1.test.csv", (200, "image_id,prob_x\nq,0.25\n"))
        self.answer("GET /studies/abc/files/figures/f.svg", (200, "<svg/>"))
        study = self.assay.study("abc")
        self.assertEqual(
            self.rows(study.predictions()),
            [{"file": "predictions/a/m/seed-1.test.csv", "image_id": "q", "prob_x": 0.25}],
        )
        self.assertEqual(study.figures()["figures/f.svg"]._repr_svg_(), "<svg/>")

    def test_retry_is_another_study(self):
        self.answer("POST /studies/abc/retry", (201, {"studyId": "abc-2"}))
        self.assertEqual(self.assay.study("abc").retry().id, "abc-2")

    def test_says_every_fault(self):
        fault = {"field": "seeds", "value": "x", "message": "must be integers"}
        self.answer("POST /studies", (422, {"detail": "the study has faults", "faults": [fault, "and more"]}))
        with self.assertRaises(AssayError) as raised:
            self.assay.submit("seeds: x\n")
        self.assertEqual(raised.exception.status, 422)
        self.assertEqual(str(raised.exception), "the study has faults\n  seeds: 'x': must be integers\n  and more")

    def test_unknown_study_names_those_that_are_known(self):
        with self.assertRaisesRegex(AssayError, r"no study 'y'; known: abc \(x\), old \(x\)"):
            self.assay.study("y")

    def test_wrong_token_and_no_server_are_errors(self):
        with self.assertRaises(AssayError) as refused:
            Assay(self.assay.url, "wrong", timeout=0).studies()
        self.assertEqual(refused.exception.status, 401)
        with self.assertRaisesRegex(AssayError, "cannot be reached"):
            Assay("http://127.0.0.1:1", TOKEN, timeout=0).studies()

    def test_waits_while_a_service_is_restarted(self):
        self.answer("GET /studies", (503, {"title": "restarting"}), (200, [{"studyId": "abc", "name": "x"}]))
        self.assertEqual(Assay(self.assay.url, TOKEN, timeout=30).study("x").id, "abc")

    def test_finds_the_stack_of_a_home(self):
        with tempfile.TemporaryDirectory() as home:
            with self.assertRaisesRegex(AssayError, "no stack runs on .*; start one with: assay up"):
                Assay.local(home)
            with open(os.path.join(home, "stack.json"), "w", encoding="utf-8") as file:
                json.dump({"token": TOKEN, "ports": {"reporting-service": self.server.server_port}}, file)
            self.assertEqual(Assay.local(home, timeout=0).study("x").id, "abc")


if __name__ == "__main__":
    unittest.main()
