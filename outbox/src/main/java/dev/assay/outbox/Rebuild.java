// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Makes a service anew from its topics: empties its inbox and the tables that follow from topics
 * alone, and handles all records from the first one on. Meanwhile no other record is handled here;
 * those that come wait in the broker. What is handled here by the id of its event is known when it
 * comes again.
 *
 * <p>A row of the table {@code rebuild} says that it has begun. If the service ends before it does,
 * the next start goes on: tables are not emptied twice, and the inbox knows what was handled.
 */
@ApplicationScoped
public class Rebuild {
  private static final Logger LOG = Logger.getLogger(Rebuild.class);
  private static final ThreadLocal<Boolean> REPLAYING = ThreadLocal.withInitial(() -> false);

  /**
   * What a rebuild did.
   *
   * @param records that were read from the topics
   */
  public record Report(String service, long records, double seconds) {}

  private final DataSource database;
  private final EventIntake intake;
  private final Optional<Rebuildable> service;
  private final String application;
  private final String brokers;
  private final AtomicBoolean running = new AtomicBoolean();

  Rebuild(
      DataSource database,
      EventIntake intake,
      @Any Instance<Rebuildable> service,
      @ConfigProperty(name = "quarkus.application.name") String application,
      @ConfigProperty(name = "kafka.bootstrap.servers") String brokers) {
    this.database = database;
    this.intake = intake;
    this.service = service.isResolvable() ? Optional.of(service.get()) : Optional.empty();
    this.application = application;
    this.brokers = brokers;
  }

  void start(@Observes StartupEvent event) {
    if (service.isPresent()) {
      Thread.ofPlatform().daemon().name("rebuild").start(this::goOn);
    }
  }

  /** A service that was stopped, or killed, while it was made anew. */
  private void goOn() {
    Backoff backoff = new Backoff();
    while (true) {
      try {
        if (hasBegun()) {
          LOG.warn("a rebuild was interrupted and goes on");
          rebuild();
        }
        return;
      } catch (RuntimeException e) {
        LOG.warnf("an interrupted rebuild cannot go on now: %s", e.getMessage());
        try {
          Thread.sleep(backoff.next());
        } catch (InterruptedException stop) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  /** Whether the record in hand is one of a rebuild, which others were told of before. */
  public static boolean isReplaying() {
    return REPLAYING.get();
  }

  /** Whether this service can be made anew. */
  boolean isPossible() {
    return service.isPresent();
  }

  /**
   * Returns when the service is made anew.
   *
   * @throws IllegalStateException if it cannot be, or a rebuild is going on
   */
  Report rebuild() {
    Rebuildable rebuilt =
        service.orElseThrow(() -> new IllegalStateException(application + " cannot be rebuilt"));
    if (!running.compareAndSet(false, true)) {
      throw new IllegalStateException(application + " is being rebuilt already");
    }
    long start = System.nanoTime();
    try {
      long records = intake.alone(() -> rebuild(rebuilt));
      double seconds = (System.nanoTime() - start) / 1e9;
      LOG.infof("%s is made anew from %d records in %.1f s", application, records, seconds);
      return new Report(application, records, seconds);
    } finally {
      running.set(false);
    }
  }

  private long rebuild(Rebuildable rebuilt) {
    TopicRecords.requireWhole(brokers, rebuilt.receiver().topics());
    if (!hasBegun()) {
      empty(rebuilt);
    }
    REPLAYING.set(true);
    try {
      long records = replay(rebuilt.receiver());
      QuarkusTransaction.requiringNew()
          .run(
              () -> {
                rebuilt.end();
                Sql.update(database, "update rebuild set ended_at = now() where ended_at is null");
              });
      return records;
    } finally {
      REPLAYING.remove();
    }
  }

  private boolean hasBegun() {
    return Sql.rows(
            database,
            "select count(*) from rebuild where ended_at is null",
            row -> row.getInt(1) > 0)
        .getFirst();
  }

  /** In one transaction with the row that says so. */
  private void empty(Rebuildable rebuilt) {
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              Sql.update(database, "insert into rebuild default values");
              Set<String> tables = new TreeSet<>(rebuilt.tables());
              tables.add("inbox");
              Sql.update(database, "truncate table " + String.join(", ", tables));
              rebuilt.begin();
            });
  }

  /** Later records are handled as always, afterwards. */
  private long replay(Receiver receiver) {
    return TopicRecords.read(
        brokers,
        receiver.topics(),
        record -> intake.handleNow(ReceivedRecord.of(record), receiver));
  }
}
