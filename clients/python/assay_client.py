# SPDX-License-Identifier: Apache-2.0
"""Studies of Assay from Python: submit, wait, and read results.

Needs the standard library of Python 3.9 or newer alone. Where pandas is installed, tables are DataFrames; without it
they are lists of dictionaries. Nothing of Assay needs this client: it speaks REST to reporting-service, as anybody may.
"""

import base64
import csv
import io
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request

__all__ = ["Assay", "AssayError", "Figure", "Study"]

_ENDED = ("done", "failed-cells", "cancelled")
_RESTARTING = (502, 503, 504)


class AssayError(Exception):
    """A request that was refused.

    status: of HTTP; 0 if nobody answered. faults: one line for each fault of what was sent.
    """

    def __init__(self, status, detail, faults=()):
        self.status = status
        self.faults = list(faults)
        super().__init__("\n".join([detail, *("  " + fault for fault in self.faults)]))


class Figure:
    """A figure as SVG, which notebooks show."""

    def __init__(self, path, svg):
        self.path = path
        self.svg = svg

    def _repr_svg_(self):
        return self.svg

    def __repr__(self):
        return f"Figure({self.path!r})"


class Assay:
    """A stack.

    url: of reporting-service, such as http://127.0.0.1:8085; token: its token (default: $ASSAY_TOKEN).
    timeout: seconds for which a stack that does not answer is waited for.
    """

    def __init__(self, url, token=None, timeout=60):
        self.url = url.rstrip("/")
        self.timeout = timeout
        self._token = os.environ.get("ASSAY_TOKEN", "") if token is None else token

    @classmethod
    def local(cls, home=None, timeout=60):
        """The stack that runs on this machine; home: as --home of the command (default: $ASSAY_HOME or ~/.assay)."""
        folder = home or os.environ.get("ASSAY_HOME") or os.path.join(os.path.expanduser("~"), ".assay")
        file = os.path.join(folder, "stack.json")
        try:
            with open(file, encoding="utf-8") as text:
                stack = json.load(text)
        except FileNotFoundError:
            raise AssayError(0, f"no stack runs on {folder}; start one with: assay up") from None
        return cls(f"http://127.0.0.1:{stack['ports']['reporting-service']}", stack["token"], timeout)

    def submit(self, study):
        """Submits a study: the path of a file, its text (YAML or JSON), or a dictionary.

        The same study again is the same study; its stored results are used.
        """
        if isinstance(study, dict):
            text = json.dumps(study)
        elif isinstance(study, os.PathLike) or "\n" not in study and os.path.isfile(study):
            with open(study, encoding="utf-8") as file:
                text = file.read()
        else:
            text = study
        answer = self._json("POST", "/studies", text.encode("utf-8"), "application/yaml")
        return Study(self, answer["studyId"])

    def studies(self):
        """All studies, the newest first, as a table."""
        return _table(self._json("GET", "/studies"))

    def study(self, given):
        """A study by its id, or the newest of a name."""
        known = self._json("GET", "/studies")
        for study in known:
            if study["studyId"] == given:
                return Study(self, given)
        for study in known:
            if study["name"] == given:
                return Study(self, study["studyId"])
        names = ", ".join(f"{study['studyId']} ({study['name']})" for study in known)
        raise AssayError(404, f"there is no study '{given}'; known: {names or 'none'}")

    def _json(self, method, path, body=None, content_type="application/json"):
        return json.loads(self._bytes(method, path, body, content_type))

    def _bytes(self, method, path, body=None, content_type="application/json"):
        request = urllib.request.Request(self.url + path, data=body, method=method)
        if method != "GET":
            request.add_header("Content-Type", content_type)
        if self._token:
            credentials = base64.b64encode(("assay:" + self._token).encode("utf-8")).decode("ascii")
            request.add_header("Authorization", "Basic " + credentials)
        deadline = time.monotonic() + self.timeout
        while True:
            try:
                with urllib.request.urlopen(request, timeout=max(1, self.timeout)) as answer:
                    return answer.read()
            except urllib.error.HTTPError as error:
                failure = _failure(error)
                if error.code not in _RESTARTING or time.monotonic() >= deadline:
                    raise failure from None
            except OSError as error:
                # Every request of Assay may be repeated without harm.
                if time.monotonic() >= deadline:
                    reason = getattr(error, "reason", error)
                    raise AssayError(0, f"{self.url} cannot be reached: {reason}") from None
            time.sleep(min(0.5, max(0.0, deadline - time.monotonic())))


class Study:
    """A study of a stack."""

    def __init__(self, assay, study_id):
        self.assay = assay
        self.id = study_id

    def __repr__(self):
        return f"Study({self.id!r})"

    @property
    def _path(self):
        return "/studies/" + urllib.parse.quote(self.id, safe="")

    def status(self, states=(), limit=None, offset=None):
        """Its state, and the progress of each cell and seed, as a dictionary.

        states: only cells in these, of pending, running, done, failed and cancelled; limit, offset: a page of them,
        the first thousand where neither is given.
        """
        query = {"state": ",".join(states), "limit": limit, "offset": offset}
        query = urllib.parse.urlencode({name: value for name, value in query.items() if value not in ("", None)})
        return self.assay._json("GET", self._path + ("?" + query if query else ""))

    @property
    def state(self):
        """submitted, running, done, failed-cells or cancelled."""
        return self.status()["state"].lower().replace("_", "-")

    def wait(self, timeout=None, poll=1.0, progress=None):
        """Waits for its end, and until its comparisons are there.

        timeout: seconds; progress: called with each status. Returns the state at the end; raises TimeoutError.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            status = self.status()
            if progress is not None:
                progress(status)
            state = status["state"].lower().replace("_", "-")
            open_cells = status["total"] - status["done"] - status["failed"]
            arrived = state == "cancelled" or open_cells == 0
            if state in _ENDED and arrived and not status["awaitedComparisons"]:
                return state
            if deadline is not None and time.monotonic() >= deadline:
                raise TimeoutError(f"study {self.id} has not ended after {timeout} s: {state}")
            time.sleep(poll)

    def cancel(self):
        """Cancels it; the results that it has stay."""
        self.assay._bytes("POST", self._path + "/cancel")

    def pause(self):
        """Pauses its trainings; they keep what they have."""
        self.assay._bytes("POST", self._path + "/pause")

    def resume(self):
        """Continues its trainings where they stopped."""
        self.assay._bytes("POST", self._path + "/resume")

    def retry(self):
        """Tries what failed again, on the same images and weights; returns the study that does."""
        return Study(self.assay, self.assay._json("POST", self._path + "/retry")["studyId"])

    def report(self, extension="json"):
        """A report: json as a dictionary; csv, md, tex, txt and so on as text."""
        text = self.assay._bytes("GET", f"{self._path}/report.{extension}").decode("utf-8")
        return json.loads(text) if extension == "json" else text

    def results(self):
        """A table with a line for each cell and metric: the point, its interval, the spread of seeds."""
        return _csv(self.report("csv"))

    def comparisons(self):
        """A table with a line for each difference: intervals, p-values, finding."""
        return _csv(self.report("comparisons.csv"))

    def subgroups(self):
        """A table with a line for each subgroup of test images."""
        return _csv(self.report("subgroups.csv"))

    def robustness(self):
        """A table with a line for each corruption of the test images."""
        return _csv(self.report("robustness.csv"))

    def runs(self):
        """The trainings, and the scoring of their models, as a table."""
        return _table(self.assay._json("GET", "/runs?study=" + urllib.parse.quote(self.id, safe="")))

    def log(self, run_key):
        """The end of the log of a run."""
        return self.assay._bytes("GET", f"/runs/{urllib.parse.quote(run_key, safe='')}/log").decode("utf-8")

    def files(self):
        """The paths of all files of its export."""
        return self.assay._json("GET", self._path + "/files")

    def file(self, path):
        """The bytes of one of them."""
        return self.assay._bytes("GET", f"{self._path}/files/{urllib.parse.quote(path)}")

    def predictions(self, part="test"):
        """A table of the predictions of all runs for the images of a part; column 'file' says of which run."""
        tables = []
        for path in self.files():
            if path.startswith("predictions/") and path.endswith(f".{part}.csv"):
                for line in csv.DictReader(io.StringIO(self.file(path).decode("utf-8"))):
                    tables.append({"file": path, **line})
        return _typed(tables)

    def figures(self):
        """The figures, by path, for a notebook."""
        return {
            path: Figure(path, self.file(path).decode("utf-8")) for path in self.files() if path.endswith(".svg")
        }


def _failure(error):
    detail = f"status {error.code}"
    faults = []
    try:
        problem = json.loads(error.read())
        detail = problem.get("detail") or problem.get("title") or detail
        for fault in problem.get("faults") or []:
            if isinstance(fault, str):
                faults.append(fault)
            else:
                value = fault.get("value")
                faults.append(f"{fault.get('field')}: " + (f"'{value}': " if value else "") + str(fault.get("message")))
    except (ValueError, AttributeError):
        # Not of Assay but of a proxy: the status alone is known.
        faults = []
    return AssayError(error.code, detail, faults)


def _csv(text):
    return _typed(list(csv.DictReader(io.StringIO(text))))


def _typed(lines):
    """Numbers are numbers, and an empty cell is None, with and without pandas."""
    return _table([{name: _value(value) for name, value in line.items()} for line in lines])


def _value(text):
    if text is None or text == "":
        return None
    for number in (int, float):
        try:
            value = number(text)
        except ValueError:
            continue
        # '007' and '1_000' are names, not numbers.
        return value if number is float or str(value) == text else text
    return text


def _table(lines):
    try:
        import pandas
    except ImportError:
        return lines
    return pandas.DataFrame(lines)
