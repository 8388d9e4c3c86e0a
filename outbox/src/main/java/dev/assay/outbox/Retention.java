// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Removes what is older than the settings say, in small transactions, so that nobody waits for a
 * lock. Replicas may purge at the same time: each passes the rows that another has locked.
 */
@ApplicationScoped
public class Retention {
  private static final Logger LOG = Logger.getLogger(Retention.class);
  private static final int BATCH = 1_000;

  private static final String OUTBOX =
      """
      update outbox set payload = '', headers = '{}', traceparent = null where seq in (
        select seq from outbox
        where sent_at < now() - ? * interval '1 second' and payload <> ''
        order by sent_at limit ? for update skip locked)
      """;

  private static final String INBOX =
      """
      delete from inbox where event_id in (
        select event_id from inbox where received_at < now() - ? * interval '1 second'
        limit ? for update skip locked)
      """;

  private static final String ENDED =
      """
      select work_key from work
      where state in ('done', 'dead') and ended_at < now() - ? * interval '1 second'
      order by ended_at limit ? for update skip locked
      """;

  private static final String WORK =
      """
      with ended as materialized (%s),
      requests as (delete from work_demand where work_key in (select work_key from ended)
                   returning work_key)
      select (select count(*) from requests), array(select work_key from ended)
      """
          .formatted(ENDED);

  private final DataSource database;
  private final RetentionConfig config;
  private final Instance<Expiring> others;
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("retention").unstarted(task));

  Retention(DataSource database, RetentionConfig config, @Any Instance<Expiring> others) {
    this.database = database;
    this.config = config;
    this.others = others;
  }

  void start(@Observes StartupEvent event) {
    if (config.every().isPositive()) {
      long pause = config.every().toMillis();
      loop.scheduleWithFixedDelay(this::purgeAndLog, pause, pause, TimeUnit.MILLISECONDS);
    }
  }

  void stop(@Observes ShutdownEvent event) {
    loop.shutdownNow();
  }

  private void purgeAndLog() {
    try {
      purge();
    } catch (RuntimeException | Error e) {
      // An executor stops for ever if a task throws; the next purge removes the rest.
      LOG.warnf(e, "not everything that has expired could be removed: %s", e.getMessage());
    }
  }

  /** Removes everything that has expired. */
  void purge() {
    batches("contents of sent events", config.outbox(), age -> update(OUTBOX, age));
    batches("ids of handled events", config.inbox(), age -> update(INBOX, age));
    batches("pieces of ended work", config.work(), this::removeWork);
    for (Expiring other : others) {
      int removed = other.removeExpired(config, Instant.now());
      if (removed > 0) {
        LOG.infof("%d %s have expired and are removed", removed, other.what());
      }
    }
  }

  private void batches(String what, Duration age, ToIntFunction<Duration> batch) {
    if (!age.isPositive()) {
      return;
    }
    int all = 0;
    int removed;
    do {
      removed = QuarkusTransaction.requiringNew().call(() -> batch.applyAsInt(age));
      all += removed;
    } while (removed == BATCH && !loop.isShutdown());
    if (all > 0) {
      LOG.infof("%d %s have expired and are removed", all, what);
    }
  }

  private int update(String statement, Duration age) {
    return Sql.update(database, statement, age.toSeconds(), BATCH);
  }

  /** The requests first, which refer to the work. Whoever requests it anew waits, and adds it. */
  private int removeWork(Duration age) {
    String[] keys =
        Sql.rows(
                database,
                WORK,
                row -> (String[]) row.getArray(2).getArray(),
                age.toSeconds(),
                BATCH)
            .getFirst();
    for (String key : keys) {
      Sql.update(database, "delete from work where work_key = ?", key);
    }
    return keys.length;
  }
}
