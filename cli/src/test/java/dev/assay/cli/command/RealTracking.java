// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A tracking server of this machine's MLflow; tests are skipped where there is none. */
final class RealTracking implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(5);
  private final Process process;
  private final int port;
  private final HttpClient client = HttpClient.newHttpClient();

  private RealTracking(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** {@code -Dmlflow=PATH} or {@code mlflow}. */
  static RealTracking start(Path folder) throws IOException, InterruptedException {
    String program = System.getProperty("mlflow", "mlflow");
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    List<String> command =
        List.of(
            program,
            "server",
            "--host",
            "127.0.0.1",
            "--port",
            String.valueOf(port),
            "--workers",
            "1",
            "--backend-store-uri",
            "sqlite:///" + folder.resolve("runs.db"),
            "--artifacts-destination",
            folder.resolve("files").toString(),
            "--allowed-hosts",
            "127.0.0.1:" + port);
    Path log = folder.resolve("server.log");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      String why = "SKIPPED: there is no program '%s' (-Dmlflow=PATH names it)".formatted(program);
      System.err.println(why);
      Assumptions.abort(why);
      throw e;
    }
    RealTracking server = new RealTracking(process, port);
    long end = System.nanoTime() + START.toNanos();
    while (!server.answers()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        server.close();
        throw new IOException("mlflow did not start: " + Files.readString(log));
      }
      process.waitFor(500, TimeUnit.MILLISECONDS);
    }
    return server;
  }

  private boolean answers() throws InterruptedException {
    try {
      HttpRequest question = HttpRequest.newBuilder(URI.create(url() + "/health")).build();
      return client.send(question, BodyHandlers.ofString()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** By a name that the server does not accept for itself. */
  String foreignUrl() {
    return "http://localhost:" + port;
  }

  JsonNode search(String experiment) throws IOException, InterruptedException {
    String id =
        get("experiments/get-by-name?experiment_name=" + encoded(experiment))
            .path("experiment")
            .path("experiment_id")
            .asText();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + "/api/2.0/mlflow/runs/search"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"experiment_ids\":[\"" + id + "\"]}"))
            .build();
    return Json.read(client.send(request, BodyHandlers.ofString()).body(), JsonNode.class)
        .path("runs");
  }

  /** Every point of a metric. */
  List<JsonNode> history(String run, String metric) throws IOException, InterruptedException {
    List<JsonNode> points = new ArrayList<>();
    get("metrics/get-history?run_id=" + run + "&metric_key=" + encoded(metric))
        .path("metrics")
        .forEach(points::add);
    return points;
  }

  byte[] file(String run, String path) throws IOException, InterruptedException {
    return response("/get-artifact?run_uuid=" + run + "&path=" + encoded(path)).body();
  }

  private JsonNode get(String question) throws IOException, InterruptedException {
    byte[] body = response("/api/2.0/mlflow/" + question).body();
    return Json.read(new String(body, StandardCharsets.UTF_8), JsonNode.class);
  }

  private HttpResponse<byte[]> response(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(url() + path)).build(), BodyHandlers.ofByteArray());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.shutdownNow();
    // The server starts processes of its own.
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
