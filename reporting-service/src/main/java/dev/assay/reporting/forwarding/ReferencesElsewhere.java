// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.forwarding;

import dev.assay.outbox.ReferencesResource;
import dev.assay.rest.Problem;
import dev.assay.rest.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.parsetools.RecordParser;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The artifacts that rows of the other services refer to. Blocks; for worker threads. */
@Singleton
public class ReferencesElsewhere {
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final int OK = 200;
  private static final int LONGEST_LINE = 64;

  private final Upstreams upstreams;

  ReferencesElsewhere(Upstreams upstreams) {
    this.upstreams = upstreams;
  }

  /**
   * Tells the SHA-256 of each artifact, one after the other.
   *
   * @throws ProblemException 502 if a service does not tell all of them
   */
  public void forEach(Consumer<String> sha256) {
    for (Upstream upstream : upstreams.all()) {
      try {
        upstream
            .request(HttpMethod.GET, "/references/" + upstream.name())
            .compose(request -> answer(request, sha256))
            .toCompletionStage()
            .toCompletableFuture()
            .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new ProblemException(
            Problem.badGateway(
                "nothing is removed: "
                    + upstream.failure(e.getCause() == null ? e : e.getCause())));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ProblemException(Problem.badGateway("interrupted"));
      }
    }
  }

  /**
   * The lines are awaited before the request is sent: whoever asks for them later, in another
   * thread, may find that a short answer has ended already.
   */
  private static Future<Void> answer(HttpClientRequest request, Consumer<String> sha256) {
    Future<Void> read = request.response().compose(response -> lines(response, sha256));
    return request.end().compose(sent -> read);
  }

  private static Future<Void> lines(HttpClientResponse response, Consumer<String> sha256) {
    if (response.statusCode() != OK) {
      return Future.failedFuture("it answers " + response.statusCode());
    }
    Promise<Void> all = Promise.promise();
    boolean[] ended = {false};
    RecordParser lines = RecordParser.newDelimited("\n", response).maxRecordSize(LONGEST_LINE);
    lines.exceptionHandler(all::tryFail);
    lines.endHandler(
        end -> {
          if (ended[0]) {
            all.tryComplete();
          } else {
            all.tryFail("its answer was cut off");
          }
        });
    lines.handler(
        line -> {
          String text = line.toString(StandardCharsets.US_ASCII);
          if (text.equals(ReferencesResource.END)) {
            ended[0] = true;
          } else {
            sha256.accept(text);
          }
        });
    return all.future();
  }
}
