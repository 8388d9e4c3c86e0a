// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Answers as reporting-service does, with a study that ends as the test wants. */
final class FakeEntry implements AutoCloseable {
  static final String STUDY = "0123456789ab";
  static final String TOKEN = "secret";

  /** All cells are done, and their comparison failed permanently. */
  static final String NOT_COMPARED = "not-compared";

  final List<String> requests = new CopyOnWriteArrayList<>();
  final Map<String, byte[]> bodies = new ConcurrentHashMap<>();

  /** The answer to a request for the export of a study. */
  volatile byte[] export = {};

  /** Rows of the study, all of which do the same. */
  volatile int cells = 1;

  /** Further answers to requests, which replace the usual ones. */
  final Map<String, String> more = new ConcurrentHashMap<>();

  /** Statuses of such answers; 200 unless given. */
  final Map<String, Integer> statuses = new ConcurrentHashMap<>();

  private final AtomicInteger logPolls = new AtomicInteger();

  /** This many next requests are answered with 503. */
  final AtomicInteger restarting = new AtomicInteger();

  private final HttpServer server;
  private final String endState;
  private final AtomicInteger polls = new AtomicInteger();

  FakeEntry(String endState) throws IOException {
    this.endState = endState;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  /** The study is known at once, as it is at its end. */
  FakeEntry known() {
    polls.set(2);
    return this;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<String> zipEntries(String request) throws IOException {
    List<String> names = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bodies.get(request)))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        names.add(entry.getName());
      }
    }
    return names;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (restarting.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      reply(exchange, 503, "{\"title\":\"restarting\"}");
      return;
    }
    String wanted =
        "Basic "
            + Base64.getEncoder()
                .encodeToString(("assay:" + TOKEN).getBytes(StandardCharsets.UTF_8));
    if (!wanted.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      reply(exchange, 401, "");
      return;
    }
    requests.add(request);
    bodies.put(request, body);
    if (request.startsWith("GET /studies/" + STUDY + "/export.zip")) {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(export);
      exchange.close();
      return;
    }
    Map<String, String> answers = new TreeMap<>();
    answers.put("GET /datasets", "[]");
    answers.put(
        "PUT /datasets/a/upload?layout=folder",
        """
        {"name":"a","images":4,"groups":3,"groupKind":"patient","classes":{"x":2,"y":2},
         "quarantined":[{"reason":"corrupt","count":1}],"warnings":["few patients"]}\
        """);
    answers.put(
        "PUT /datasets/a/upload?layout=folder&orientation=apply&sixteen-bit=min-max",
        "{\"name\":\"a\",\"images\":5,\"groups\":5,\"groupKind\":\"image\"}");
    answers.put(
        "POST /studies",
        "{\"studyId\":\"" + STUDY + "\",\"state\":\"submitted\",\"notes\":[\"a note\"]}");
    answers.put("GET /studies", "[" + study(endState.equals("running") ? "running" : "done") + "]");
    answers.put("POST /login", "{\"path\":\"/login/a-code\",\"secondsValid\":600}");
    answers.put("POST /studies/" + STUDY + "/cancel", "{}");
    answers.put("POST /studies/" + STUDY + "/pause", "");
    answers.put("POST /studies/" + STUDY + "/resume", "");
    answers.put("GET /runs/abc/log", "line 1\nline 2\n");
    answers.put("POST /studies/" + STUDY + "/retry", "{\"studyId\":\"" + STUDY + "-2\"}");
    answers.put(
        "GET /runs?study=" + STUDY,
        """
        [{"runKey":"abc","stage":"training","state":"done","seconds":75.2},
         {"runKey":"abc","stage":"scoring","state":"done"}]\
        """);
    answers.putAll(more);
    if (request.equals("GET /runs/growing")) {
      reply(exchange, 200, "{\"state\":\"%s\"}".formatted(logPolls.get() < 2 ? "running" : "done"));
      return;
    }
    if (request.equals("GET /runs/growing/log")) {
      switch (logPolls.getAndIncrement()) {
        case 0 -> reply(exchange, 404, "{\"title\":\"no log yet\"}");
        case 1 -> reply(exchange, 200, "epoch 1\nepoch 2\n");
        default -> reply(exchange, 200, "epoch 1\nepoch 2\nepoch 3\nend\n");
      }
      return;
    }
    answers.put(
        "GET /datasets/a",
        """
        {"name":"a","version":"aabbccddeeff0011","layout":"folder","images":4,"groups":3,
         "groupKind":"patient","classes":{"x":2,"y":2},"parts":{"test":1},
         "decoding":{"orientation":"apply","sixteenBit":"clip","alpha":"drop"},
         "quarantined":[{"reason":"corrupt","count":1,
           "examples":[{"file":"x/9.png","detail":"no image"}]}],"warnings":["few patients"]}\
        """);
    answers.put(
        "GET /datasets/a/leaks",
        """
        {"images":4,"notCompared":0,"threshold":30,"copies":[],"nearFound":1,"nearDuplicates":[
          {"first":{"file":"x/1.png"},"second":{"file":"y/2.png"},"distance":8,
           "acrossParts":true,"acrossClasses":true}],"sameNumbers":[]}\
        """);
    answers.put(
        "GET /datasets/a/splits",
        """
        [{"dataset":"a","splitId":"5511","version":"aabb","parent":"7722","seed":3,
          "classes":["x","y"],"groupKind":"patient","warnings":["a warning"],
          "parts":[{"part":"train","images":3,"groups":2,"classImages":[1,2]}]}]\
        """);
    answers.put(
        "GET /datasets/a/versions",
        """
        [{"version":"aabbccddeeff0011","registeredAt":"2026-01-02T03:04:05Z","current":true,
          "images":4,"quarantined":1}]\
        """);
    answers.put(
        "GET /datasets/a/diff?from=0011&to=aabb",
        """
        {"from":"0011","to":"aabb","unchanged":3,"added":{"count":1,"examples":["x/1.png"]},
         "classes":{"x":{"before":1,"after":2}}}\
        """);
    String watch =
        """
        {"dataset":"a","folder":"/images/a","since":"2026-01-02T03:04:05Z","quiet":"PT1M30S",
         "maxWait":"PT10M"}\
        """;
    answers.put(
        "PUT /datasets/a/watch",
        new String(body, StandardCharsets.UTF_8).contains("cron")
            ? """
            {"dataset":"a","folder":"/images/a","since":"2026-01-02T03:04:05Z","quiet":"PT30S",
             "cron":"0 2 * * *","zone":"Europe/Zurich","next":"2026-01-03T01:00:00Z"}\
            """
            : watch);
    answers.put("GET /datasets/a/watch", watch);
    answers.put("DELETE /datasets/a/watch", watch);
    answers.put(
        "GET /datasets/a/batches",
        """
        [{"batch":3,"state":"done","files":20,"openedAt":"2026-01-02T03:04:05Z","changed":true,
          "version":"aabbccddeeff0011",
          "studies":[{"study":"chest","action":"retrain","studyId":"0123456789ab"}]},
         {"batch":2,"state":"failed","files":1,"openedAt":"2026-01-01T03:04:05Z",
          "reason":"no class folder","studies":[]}]\
        """);
    for (String format :
        List.of(
            "tex",
            "csv",
            "md",
            "txt",
            "comparisons.csv",
            "subgroups.csv",
            "robustness.csv",
            "legacy.txt",
            "legacy.tex")) {
      answers.put("GET /studies/" + STUDY + "/report." + format, "the " + format + " report\n");
    }
    answers.put(
        "GET /studies/" + STUDY + "/report.txt?columns=80&boxes=true&bold=false",
        "the drawn report\n");
    answers.put("GET /studies/" + STUDY + "/report.json", "{\"format\":\"json\"}");
    if (request.equals("GET /studies/" + STUDY)) {
      followed(exchange);
    } else if (request.equals("GET /studies?limit=1000&offset=0")) {
      reply(exchange, statuses.getOrDefault("GET /studies", 200), answers.get("GET /studies"));
    } else if (answers.containsKey(request)) {
      reply(exchange, statuses.getOrDefault(request, 200), answers.get(request));
    } else {
      reply(
          exchange,
          422,
          """
          {"type":"about:blank","title":"bad","status":422,"detail":"not this",
           "faults":[{"field":"some.field","value":"v","message":"must be w"}]}\
          """);
    }
  }

  /** Unknown at first, then running, then at its end. */
  private void followed(HttpExchange exchange) throws IOException {
    switch (polls.getAndIncrement()) {
      case 0 -> reply(exchange, 404, "{\"title\":\"not yet\"}");
      case 1 -> reply(exchange, 200, study("running"));
      default -> reply(exchange, 200, study(endState));
    }
  }

  private String study(String state) {
    String cell =
        switch (state) {
          case "failed-cells" -> "failed";
          case NOT_COMPARED -> "done";
          default -> state;
        };
    String comparison =
        state.equals(NOT_COMPARED) ? ",\"failedComparisons\":[\"a: the store fails\"]" : "";
    String reason = cell.equals("failed") ? ",\"reason\":\"the disk is full\"" : "";
    List<String> rows = new ArrayList<>();
    for (int i = 1; i <= cells; i++) {
      rows.add(
          """
          {"cellId":"c%d","label":"MobileNetV2 frozen%s","state":"%s"%s,"seeds":[{"seed":1,
           "runKey":"abc","stage":"training","epoch":3,"epochs":10,"fraction":0.3,"loss":0.5,
           "validationAccuracy":0.9,"imagesPerSecond":123,"etaSeconds":83}]}\
          """
              .formatted(
                  i,
                  cells == 1 ? "" : " / on images of the chest of children / row " + i,
                  cell,
                  reason));
    }
    return """
    {"studyId":"%s","name":"x","state":"%s","total":%d,"done":%d,"failed":%d,"matching":%d,
     "notes":[],"cells":[%s]%s}\
    """
        .formatted(
            STUDY,
            state.equals(NOT_COMPARED) ? "done" : state,
            cells,
            cell.equals("done") ? cells : 0,
            cell.equals("failed") ? cells : 0,
            cells,
            String.join(",", rows),
            comparison);
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
