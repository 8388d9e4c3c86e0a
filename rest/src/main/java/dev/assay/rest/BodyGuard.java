// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Bounds what slow or many senders can hold. A request that has a body occupies a thread of the
 * service until the body has arrived, and health checks and all other requests need such threads,
 * too.
 *
 * <ul>
 *   <li>At most {@code assay.rest.bodies} requests with a body are processed at a time; further
 *       ones are answered with 503 and {@code Retry-After}.
 *   <li>A body must arrive with {@code assay.rest.body-bytes-per-second} on average, after {@code
 *       assay.rest.body-grace}. An upload that was fast for a while may pause in proportion. The
 *       connection of a slower body is closed, as that of a client that went away: the thread that
 *       waits for the body fails with the same exception, and frees what it holds.
 * </ul>
 *
 * <p>Counting and measuring is done on the event loop, so none of it waits for a thread.
 */
@ApplicationScoped
class BodyGuard {
  private static final Logger LOG = Logger.getLogger(BodyGuard.class);

  /** After {@link BrowserGuard}, which refuses without counting. */
  private static final int AFTER_BROWSERS = 9_000;

  private static final String RETRY_SECONDS = "2";

  private final int most;
  private final Duration grace;
  private final long bytesPerSecond;
  private final AtomicInteger now = new AtomicInteger();

  BodyGuard(
      @ConfigProperty(name = "assay.rest.bodies") int most,
      @ConfigProperty(name = "assay.rest.body-grace") Duration grace,
      @ConfigProperty(name = "assay.rest.body-bytes-per-second") long bytesPerSecond) {
    this.most = most;
    this.grace = grace;
    this.bytesPerSecond = bytesPerSecond;
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, AFTER_BROWSERS);
  }

  private void check(RoutingContext context) {
    if (!hasBody(context.request())) {
      context.next();
      return;
    }
    if (now.incrementAndGet() > most) {
      now.decrementAndGet();
      context.response().putHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
      UnreadBody.answer(
          context,
          Problem.of(
              Problem.UNAVAILABLE,
              "%d requests with a body are being processed, and that is the limit: try again"
                  .formatted(most)));
      return;
    }
    long start = System.nanoTime();
    long timer =
        context
            .vertx()
            .setPeriodic(
                Math.max(1, grace.toMillis() / 4),
                id -> {
                  if (isTooSlow(context.request(), Duration.ofNanos(System.nanoTime() - start))) {
                    refuse(context);
                  }
                });
    AtomicBoolean counted = new AtomicBoolean(true);
    // Called when the response was sent and when the connection broke, so perhaps twice.
    context.addEndHandler(
        ended -> {
          context.vertx().cancelTimer(timer);
          if (counted.getAndSet(false)) {
            now.decrementAndGet();
          }
        });
    context.next();
  }

  private static boolean hasBody(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return (length != null && !length.strip().equals("0"))
        || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
  }

  private boolean isTooSlow(HttpServerRequest request, Duration taken) {
    return !request.isEnded() && isTooSlow(request.bytesRead(), taken, grace, bytesPerSecond);
  }

  static boolean isTooSlow(long bytes, Duration taken, Duration grace, long bytesPerSecond) {
    double counted = taken.minus(grace).toMillis() / 1000.0;
    return counted > 0 && bytes < counted * bytesPerSecond;
  }

  private static void refuse(RoutingContext context) {
    LOG.warnf(
        "a connection was closed: of its request body only %d bytes arrived in time",
        context.request().bytesRead());
    UnreadBody.abort(context);
  }
}
