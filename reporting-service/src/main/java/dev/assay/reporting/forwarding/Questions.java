// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.forwarding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.assay.contracts.Json;
import dev.assay.rest.Problem;
import dev.assay.rest.ProblemException;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
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
  private static final int ACCEPTED = 202;
  private static final int NOT_FOUND = 404;

  /** The caller may not, the state forbids it, it makes no sense, or there is too much already. */
  private static final Set<Integer> PASSED_ON = Set.of(403, 409, 422, 429);

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

  /**
   * How an explanation of an image stands; missing if nobody has asked for it.
   *
   * @param query that names the image and the model
   */
  public JsonNode explanation(String query) {
    return ask(upstreams.inference(), "/explanations?" + query);
  }

  /** Requests one; missing if the model is not known. */
  public JsonNode explain(String query) {
    return answer(upstreams.inference(), HttpMethod.POST, "/explanations?" + query)
        .map(Questions::json)
        .orElse(MissingNode.getInstance());
  }

  /** The training runs of a study. */
  public JsonNode runs(String studyId) {
    return ask(
        upstreams.training(), "/runs?study=" + URLEncoder.encode(studyId, StandardCharsets.UTF_8));
  }

  /**
   * Missing where the service knows nothing by that path.
   *
   * @throws ProblemException 403 if the caller's role does not permit it, what else the service
   *     refuses with a reason, 502 if it cannot be reached or fails
   */
  private JsonNode ask(Upstream upstream, String path) {
    return answer(upstream, path).map(Questions::json).orElse(MissingNode.getInstance());
  }

  private static JsonNode json(WholeAnswer answer) {
    return Json.read(answer.body().toString(StandardCharsets.UTF_8), JsonNode.class);
  }

  private Optional<WholeAnswer> answer(Upstream upstream, String path) {
    return answer(upstream, HttpMethod.GET, path);
  }

  private Optional<WholeAnswer> answer(Upstream upstream, HttpMethod method, String path) {
    try {
      WholeAnswer answer =
          upstream
              .request(method, path, asked.caller())
              .compose(WholeAnswer::to)
              .toCompletionStage()
              .toCompletableFuture()
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (answer.status() == NOT_FOUND) {
        return Optional.empty();
      }
      if (PASSED_ON.contains(answer.status())) {
        // The service says what is wrong, such as which role is missing.
        throw new ProblemException(
            Problem.of(
                answer.status(), json(answer).path("detail").asText("this is not permitted")));
      }
      if (answer.status() != OK && answer.status() != ACCEPTED) {
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
