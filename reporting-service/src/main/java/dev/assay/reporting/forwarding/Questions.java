// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.forwarding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.assay.contracts.Json;
import dev.assay.rest.Problem;
import dev.assay.rest.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What the page asks other services for. Blocks; for worker threads. */
@Singleton
public class Questions {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final Upstreams upstreams;

  Questions(Upstreams upstreams) {
    this.upstreams = upstreams;
  }

  /** Every data set with its newest version. */
  public JsonNode datasets() {
    return ask(upstreams.data(), "/datasets");
  }

  /** Every weights file. */
  public JsonNode weights() {
    return ask(upstreams.data(), "/weights");
  }

  /**
   * Of one data set.
   *
   * @param path below it, such as {@code /versions}; may be empty
   */
  public JsonNode dataset(String name, String path) {
    return ask(
        upstreams.data(),
        "/datasets/" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20") + path);
  }

  /** The training runs of a study. */
  public JsonNode runs(String studyId) {
    return ask(
        upstreams.training(), "/runs?study=" + URLEncoder.encode(studyId, StandardCharsets.UTF_8));
  }

  private record Answer(int status, Buffer body) {}

  /**
   * Missing where the service knows nothing by that path.
   *
   * @throws ProblemException 502 if the service cannot be reached or fails
   */
  private static JsonNode ask(Upstream upstream, String path) {
    try {
      Answer answer =
          upstream
              .request(HttpMethod.GET, path)
              .compose(HttpClientRequest::send)
              .compose(
                  response -> response.body().map(body -> new Answer(response.statusCode(), body)))
              .toCompletionStage()
              .toCompletableFuture()
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (answer.status() == NOT_FOUND) {
        return MissingNode.getInstance();
      }
      if (answer.status() != OK) {
        throw new ProblemException(
            Problem.badGateway(
                "%s answers %d to a question of the page"
                    .formatted(upstream.name(), answer.status())));
      }
      return Json.read(answer.body().toString(StandardCharsets.UTF_8), JsonNode.class);
    } catch (ExecutionException | TimeoutException e) {
      throw new ProblemException(
          Problem.badGateway(upstream.failure(e.getCause() == null ? e : e.getCause())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(Problem.badGateway("interrupted"));
    }
  }
}
