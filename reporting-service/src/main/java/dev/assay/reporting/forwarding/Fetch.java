// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.forwarding;

import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Gets a small document from another service. Blocks; for worker threads. */
final class Fetch {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private Fetch() {}

  /**
   * Absent if the service has no such thing.
   *
   * @throws IOException if it cannot be reached, or answers anything else
   */
  static Optional<byte[]> from(Upstream upstream, String path) throws IOException {
    try {
      WholeAnswer answer =
          upstream
              .request(HttpMethod.GET, path)
              .compose(WholeAnswer::to)
              .toCompletionStage()
              .toCompletableFuture()
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (answer.status() == NOT_FOUND) {
        return Optional.empty();
      }
      if (answer.status() != OK) {
        throw new IOException(
            upstream.failure(new IOException("it answers " + answer.status() + " to " + path)));
      }
      return Optional.of(answer.body().getBytes());
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(upstream.failure(e.getCause() == null ? e : e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
