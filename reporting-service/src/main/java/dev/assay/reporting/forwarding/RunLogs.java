// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.forwarding;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The logs of runs, which the services that started them keep. Blocks; for worker threads. */
@Singleton
public class RunLogs {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  /** The longest tail of its log that training-service gives. */
  private static final int MOST = 1 << 20;

  private final Upstreams upstreams;

  RunLogs(Upstreams upstreams) {
    this.upstreams = upstreams;
  }

  private record Answer(int status, Buffer body) {}

  /**
   * @return the log, or one sentence where the service has none of this run any more
   * @throws IOException if the service cannot be reached
   */
  public byte[] training(String runKey) throws IOException {
    return log(upstreams.training(), "/runs/" + runKey + "/log?bytes=" + MOST);
  }

  /** Likewise. */
  public byte[] scoring(String runKey) throws IOException {
    return log(upstreams.inference(), "/runs/" + runKey + "/log");
  }

  private static byte[] log(Upstream upstream, String path) throws IOException {
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
        return "(the service keeps no log of this run)\n"
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
      }
      if (answer.status() != OK) {
        throw new IOException(
            upstream.failure(new IOException("it answers " + answer.status() + " to " + path)));
      }
      return answer.body().getBytes();
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(upstream.failure(e.getCause() == null ? e : e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
