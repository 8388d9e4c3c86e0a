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
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** What the page asks other services for. Blocks; for worker threads. */
@Singleton
public class Questions {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final int OK = 200;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  private final Upstreams upstreams;
  private final AskedBy asked;

  Questions(Upstreams upstreams, AskedBy asked) {
    this.upstreams = upstreams;
    this.asked = asked;
  }

  /** Every data set with its newest version. */
  public JsonNode datasets() {
    return ask(upstreams.data(), "/datasets");
  }

  /** What data sets can look like. */
  public JsonNode layouts() {
    return ask(upstreams.data(), "/layouts");
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

  /**
   * A JPEG of an image.
   *
   * @param content keyed id of its content
   * @return empty if there is none and none can be made
   */
  public Optional<byte[]> thumbnail(String version, String content) {
    if (!HASH.matcher(version).matches() || !HASH.matcher(content).matches()) {
      return Optional.empty();
    }
    return answer(upstreams.data(), "/thumbnails/" + version + "/" + content)
        .map(answer -> answer.body().getBytes());
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
   * @throws ProblemException 403 if the caller's role does not permit it, 502 if the service cannot
   *     be reached or fails
   */
  private JsonNode ask(Upstream upstream, String path) {
    return answer(upstream, path).map(Questions::json).orElse(MissingNode.getInstance());
  }

  private static JsonNode json(Answer answer) {
    return Json.read(answer.body().toString(StandardCharsets.UTF_8), JsonNode.class);
  }

  private Optional<Answer> answer(Upstream upstream, String path) {
    try {
      Answer answer =
          upstream
              .request(HttpMethod.GET, path, asked.caller())
              .compose(HttpClientRequest::send)
              .compose(
                  response -> response.body().map(read -> new Answer(response.statusCode(), read)))
              .toCompletionStage()
              .toCompletableFuture()
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (answer.status() == NOT_FOUND) {
        return Optional.empty();
      }
      if (answer.status() == FORBIDDEN) {
        // In whose name it was asked may not see it; the service says which role is missing.
        throw new ProblemException(
            Problem.of(FORBIDDEN, json(answer).path("detail").asText("this is not permitted")));
      }
      if (answer.status() != OK) {
        throw new ProblemException(
            Problem.badGateway(
                "%s answers %d to a question of the page"
                    .formatted(upstream.name(), answer.status())));
      }
      return Optional.of(answer);
    } catch (ExecutionException | TimeoutException e) {
      throw new ProblemException(
          Problem.badGateway(upstream.failure(e.getCause() == null ? e : e.getCause())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(Problem.badGateway("interrupted"));
    }
  }
}
