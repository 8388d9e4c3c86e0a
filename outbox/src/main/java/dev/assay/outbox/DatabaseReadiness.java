// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/**
 * Not ready while the database does not answer. The question is asked in the background, so that
 * the health check itself answers at once, even if the database hangs. It also tells how many
 * records were set aside.
 */
@Readiness
@ApplicationScoped
public class DatabaseReadiness implements HealthCheck {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** A database that has not answered for this long is reported. */
  private static final Duration LATE = Duration.ofSeconds(4);

  private final Letters letters;
  private final Wakeup stop = new Wakeup();
  private volatile boolean stopping;
  private volatile Instant answeredAt = Instant.now();
  private volatile @Nullable String failure;
  private volatile Letters.Count count = new Letters.Count(0, 0, null);

  DatabaseReadiness(Letters letters) {
    this.letters = letters;
  }

  void start(@Observes StartupEvent event) {
    answeredAt = Instant.now();
    Thread.ofPlatform().name("database-probe").daemon().start(this::probe);
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
    stop.ring();
  }

  private void probe() {
    try {
      while (!stopping) {
        ask();
        stop.awaitNewer(0, INTERVAL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask() {
    try {
      count = letters.count();
      answeredAt = Instant.now();
      failure = null;
    } catch (RuntimeException e) {
      failure = EventIntake.reason(e);
    }
  }

  /** As of the last answer of the database. */
  public Letters.Count letters() {
    return count;
  }

  @Override
  public HealthCheckResponse call() {
    Letters.Count known = count;
    String cause = failure;
    boolean late = Duration.between(answeredAt, Instant.now()).compareTo(LATE) > 0;
    if (cause == null && !late) {
      return HealthCheckResponse.named("database")
          .up()
          .withData("waiting-records", known.waiting())
          .withData("dead-letters", known.dead())
          .build();
    }
    return HealthCheckResponse.named("database")
        .down()
        .withData("since", answeredAt.toString())
        .withData("reason", cause == null ? "the database does not answer" : cause)
        .build();
  }
}
