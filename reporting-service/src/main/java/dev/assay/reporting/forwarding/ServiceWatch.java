// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.forwarding;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Which of the other services are away. They are asked while somebody looks, all at once. */
@Singleton
public class ServiceWatch {
  private static final Duration EVERY = Duration.ofSeconds(4);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int OK = 200;

  private final List<Upstream> upstreams;
  private final AtomicLong askedAt = new AtomicLong(System.nanoTime() - EVERY.toNanos());
  private volatile List<Away> last = List.of();

  ServiceWatch(Upstreams upstreams) {
    this.upstreams = upstreams.all();
  }

  /**
   * A service that cannot work now.
   *
   * @param name of the service
   * @param why a few words without an address
   */
  public record Away(String name, String why) {}

  /** As they answered a few seconds ago; never waits. */
  public List<Away> away() {
    long now = System.nanoTime();
    long before = askedAt.get();
    if (now - before >= EVERY.toNanos() && askedAt.compareAndSet(before, now)) {
      List<Future<Optional<Away>>> answers = upstreams.stream().map(ServiceWatch::ask).toList();
      Future.join(answers)
          .onSuccess(
              done ->
                  last = answers.stream().map(Future::result).flatMap(Optional::stream).toList());
    }
    return last;
  }

  /** Never fails: no answer is an answer. */
  private static Future<Optional<Away>> ask(Upstream upstream) {
    return upstream
        .request(HttpMethod.GET, "/q/health/ready")
        .compose(HttpClientRequest::send)
        .map(response -> response.statusCode())
        .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .map(
            status ->
                status == OK
                    ? Optional.<Away>empty()
                    : Optional.of(new Away(upstream.name(), "not ready")))
        .otherwise(
            cause ->
                Optional.of(
                    new Away(
                        upstream.name(),
                        cause instanceof TimeoutException ? "no answer in time" : "no answer")));
  }
}
