// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.CliException;
import dev.assay.contracts.Json;
import dev.assay.contracts.Printable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Requests to a tracking server over plain HTTP, and what its errors mean. A request is sent once:
 * the whole export may be repeated instead.
 */
final class MlflowServer implements AutoCloseable {
  private static final Duration SHORT = Duration.ofMinutes(2);

  /** A large model over a slow line. */
  private static final Duration UPLOAD = Duration.ofHours(1);

  private static final String API = "/api/2.0/mlflow/";
  private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/";
  private static final int MOST_SHOWN = 300;
  private static final String AGAIN =
      "; what was sent is kept, and the same command again sends the rest";

  private final MlflowAddress address;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  MlflowServer(MlflowAddress address) {
    this.address = address;
  }

  /**
   * @param query names and values by turns
   * @throws CliException if it is refused
   */
  JsonNode get(String method, String... query) {
    return json(found(method, query), method);
  }

  /** The answer, or nothing where the server says that there is no such thing. */
  Optional<JsonNode> find(String method, String... query) {
    HttpResponse<String> response = found(method, query);
    return response.statusCode() == 404
            && "RESOURCE_DOES_NOT_EXIST".equals(error(response).path("error_code").asText())
        ? Optional.empty()
        : Optional.of(json(response, method));
  }

  private HttpResponse<String> found(String method, String... query) {
    StringBuilder path = new StringBuilder(API + method);
    for (int i = 0; i < query.length; i += 2) {
      path.append(i == 0 ? '?' : '&').append(query[i]).append('=').append(encoded(query[i + 1]));
    }
    return send(request(path.toString()).timeout(SHORT).GET().build());
  }

  JsonNode post(String method, Object body) {
    HttpRequest request =
        request(API + method)
            .timeout(SHORT)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Json.write(body), StandardCharsets.UTF_8))
            .build();
    return json(send(request), method);
  }

  /**
   * Replaces a file of the server's store, through the server.
   *
   * @param path in the store
   */
  void put(String path, Path file) {
    String encoded =
        Arrays.stream(path.split("/", -1))
            .map(MlflowServer::encoded)
            .collect(Collectors.joining("/"));
    HttpRequest request =
        request(ARTIFACTS + encoded)
            .timeout(UPLOAD)
            .header("Content-Type", "application/octet-stream")
            .PUT(content(file))
            .build();
    HttpResponse<String> response = send(request);
    if (response.statusCode() / 100 != 2) {
      throw refused(response, "the file " + file.getFileName());
    }
  }

  private static BodyPublisher content(Path file) {
    try {
      return BodyPublishers.ofFile(file);
    } catch (FileNotFoundException e) {
      throw CliException.environment(file + " cannot be read");
    }
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(address.base() + path));
    if (!address.authorization().isEmpty()) {
      builder.header("Authorization", address.authorization());
    }
    return builder;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (ConnectException e) {
      throw CliException.environment(
          "the MLflow server %s cannot be reached: nothing listens there%s"
              .formatted(address, AGAIN));
    } catch (HttpTimeoutException e) {
      throw CliException.environment(
          "the MLflow server %s does not answer in time%s".formatted(address, AGAIN));
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw CliException.environment(
          "the MLflow server %s broke off: %s%s".formatted(address, why, AGAIN));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CliException.environment("interrupted");
    }
  }

  private JsonNode json(HttpResponse<String> response, String what) {
    if (response.statusCode() / 100 != 2) {
      throw refused(response, what);
    }
    try {
      return Json.read(response.body(), JsonNode.class);
    } catch (IllegalArgumentException e) {
      throw noServer("its answer to %s is no JSON".formatted(what));
    }
  }

  private CliException noServer(String why) {
    return CliException.badInput(
        "--mlflow: %s does not answer as an MLflow tracking server does (%s); is it its address?"
            .formatted(address, why));
  }

  private static JsonNode error(HttpResponse<String> response) {
    try {
      return Json.read(response.body(), JsonNode.class);
    } catch (IllegalArgumentException e) {
      // A proxy's page or plain text: only the status is known.
      return Json.mapper().createObjectNode();
    }
  }

  private CliException refused(HttpResponse<String> response, String what) {
    int status = response.statusCode();
    String body = response.body();
    if (status == 401) {
      return CliException.badInput(
          "the MLflow server %s wants to know who you are (status 401); set %s and %s, or %s"
              .formatted(address, MlflowAddress.USER, MlflowAddress.PASSWORD, MlflowAddress.TOKEN));
    }
    if (status == 403 && body.startsWith("Invalid Host header")) {
      return CliException.badInput(
          "the MLflow server at %s does not accept this name for itself (status 403); start it with"
                  .formatted(address)
              + " --allowed-hosts and that name, or use a name that it accepts");
    }
    if (status == 403) {
      return CliException.badInput(
          "the MLflow server %s does not let this user do that (status 403, %s)"
              .formatted(address, what));
    }
    if (status / 100 == 3) {
      return noServer("it leads elsewhere with status " + status);
    }
    String said = shown(error(response).path("message").asText(""));
    if (status / 100 == 5) {
      return CliException.environment(
          "the MLflow server %s failed with status %d at %s%s%s"
              .formatted(address, status, what, said.isEmpty() ? "" : ": " + said, AGAIN));
    }
    return said.isEmpty()
        ? noServer("status " + status + " for " + what)
        : CliException.badInput(
            "the MLflow server %s refuses %s: %s".formatted(address, what, said));
  }

  private static String shown(String text) {
    String line = Printable.of(text.replace('\n', ' '));
    return line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN) + "...";
  }

  @Override
  public String toString() {
    return address.toString();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
