// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.quota;

import dev.assay.data.DataConfig;
import dev.assay.data.store.Locks;
import dev.assay.rest.Problem;
import dev.assay.rest.ProblemException;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Admits uploads and reserves what they take. Of one caller one upload at a time is looked at, so
 * two cannot both get what is left for one.
 */
@ApplicationScoped
public class UploadQuota {
  private static final int TOO_LARGE = 413;
  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;
  private static final Duration HOUR = Duration.ofHours(1);

  /** When one of the uploads that are being received may have ended. */
  private static final Duration SOON = Duration.ofSeconds(10);

  /** More is reserved than is needed, so that a large upload asks seldom. */
  private static final Reserved STEP = new Reserved(64L << 20, 1_000);

  private final UploadUsage.Limits limits;
  private final UploadLedger ledger;
  private final UploadUsages usages;
  private final EntityManager entities;
  private final Clock clock;

  /** Uploads of this process. */
  private final Set<Long> open = ConcurrentHashMap.newKeySet();

  UploadQuota(
      DataConfig config,
      UploadLedger ledger,
      UploadUsages usages,
      EntityManager entities,
      Clock clock) {
    this.limits = limits(config.quota());
    this.ledger = ledger;
    this.usages = usages;
    this.entities = entities;
    this.clock = clock;
  }

  /** What an upload may write. */
  record Reserved(long bytes, long files) {}

  static UploadUsage.Limits limits(DataConfig.Quota quota) {
    return new UploadUsage.Limits(
        quota.bytes().asLongValue(),
        atLeastNone("ASSAY_UPLOAD_FILES", quota.files()),
        Math.toIntExact(atLeastNone("ASSAY_UPLOADS_AT_ONCE", quota.atOnce())),
        Math.toIntExact(atLeastNone("ASSAY_UPLOADS_PER_HOUR", quota.perHour())));
  }

  private static long atLeastNone(String setting, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(
          "%s is %d; accepted: 0, which is no limit, or more".formatted(setting, value));
    }
    return value;
  }

  /** The settings, which are checked when the service starts. */
  UploadUsage.Limits limits() {
    return limits;
  }

  /** What callers hold now; with a name of one of them, of this one alone. */
  public UploadUsage usage(@Nullable String caller) {
    return inTransaction(() -> usages.of(limits, caller, clock.instant().minus(HOUR)));
  }

  /**
   * Begins an upload. Who begins one, closes it.
   *
   * @param dataset absent for weights
   * @throws ProblemException if the caller has no room for it, or sends too many
   */
  public OpenUpload begin(Sender sender, @Nullable String dataset) {
    Reserved first = new Reserved(sender.declared().orElse(0), 1);
    long id =
        inTransaction(
            () -> {
              lock(sender.caller());
              requireTurn(sender.caller());
              requireRoom(sender.caller(), first);
              Object row =
                  entities
                      .createNativeQuery(
                          "insert into upload (caller, dataset, started_at, alive_at, bytes, files)"
                              + " values (?1, cast(?2 as text), ?3, clock_timestamp(), ?4, ?5)"
                              + " returning id")
                      .setParameter(1, sender.caller())
                      .setParameter(2, dataset)
                      .setParameter(3, clock.instant())
                      .setParameter(4, first.bytes())
                      .setParameter(5, first.files())
                      .getSingleResult();
              return ((Number) row).longValue();
            });
    open.add(id);
    return new OpenUpload(this, id, sender.caller(), first);
  }

  private void requireTurn(String caller) {
    Instant now = clock.instant();
    UploadUsages.Turns turns = usages.turns(caller, now.minus(HOUR));
    if (limits.atOnce() > 0 && turns.open() >= limits.atOnce()) {
      throw new ProblemException(
          Problem.of(
              TOO_MANY,
              "%d of your uploads are being received or registered, and that is the limit: send this when one of them has ended"
                  .formatted(turns.open())),
          SOON);
    }
    if (limits.perHour() > 0 && turns.started() >= limits.perHour()) {
      Instant next = usages.startOf(caller, limits.perHour()).plus(HOUR);
      Duration wait = Duration.between(now, next);
      throw new ProblemException(
          Problem.of(
              TOO_MANY,
              "you have begun %d uploads within an hour, and %d are the limit: send the next in %d seconds, or several images as one archive"
                  .formatted(turns.started(), limits.perHour(), Math.max(1, wait.toSeconds() + 1))),
          wait);
    }
  }

  /** In the transaction that has locked the caller. */
  private void requireRoom(String caller, Reserved more) {
    UploadUsages.Held held = usages.held(caller, 0);
    boolean bytes = limits.bytes() > 0 && held.bytes() + more.bytes() > limits.bytes();
    boolean files = limits.files() > 0 && held.files() + more.files() > limits.files();
    if (bytes || files) {
      throw refused(caller, more, held, bytes);
    }
  }

  private ProblemException refused(
      String caller, Reserved wanted, UploadUsages.Held held, boolean bytes) {
    return new ProblemException(
        Problem.of(TOO_LARGE, RefusalText.of(limits, wanted, held, usages.largest(caller), bytes)));
  }

  /**
   * @param needed so far, with what is about to be written
   * @return at least that
   */
  Reserved reserve(long id, String caller, Reserved needed) {
    return inTransaction(
        () -> {
          lock(caller);
          UploadUsages.Held others = usages.held(caller, id);
          long bytes = granted(limits.bytes(), others.bytes(), needed.bytes(), STEP.bytes());
          long files = granted(limits.files(), others.files(), needed.files(), STEP.files());
          if (bytes < needed.bytes() || files < needed.files()) {
            throw refused(caller, needed, others, bytes < needed.bytes());
          }
          int changed =
              entities
                  .createNativeQuery(
                      "update upload set bytes = greatest(bytes, ?2), files = greatest(files, ?3),"
                          + " alive_at = clock_timestamp() where id = ?1 and alive_at is not null")
                  .setParameter(1, id)
                  .setParameter(2, bytes)
                  .setParameter(3, files)
                  .executeUpdate();
          requireOpen(changed == 1);
          return new Reserved(bytes, files);
        });
  }

  /** As much as the step allows; less than is needed if that is all that is left. */
  static long granted(long limit, long others, long needed, long step) {
    return limit == 0 ? needed + step : Math.min(needed + step, limit - others);
  }

  void into(long id, Path folder) {
    inTransaction(
        () ->
            entities
                .createNativeQuery("update upload set folder = ?2 where id = ?1")
                .setParameter(1, id)
                .setParameter(2, folder.toString())
                .executeUpdate());
  }

  /** In the transaction of the caller. */
  void keep(long id, Path folder) {
    requireOpen(ledger.keep(id, folder));
  }

  private static void requireOpen(boolean isOpen) {
    if (!isOpen) {
      throw new ProblemException(
          Problem.of(
              UNAVAILABLE,
              "the upload was given up, because its service was silent for too long: send it"
                  + " again"));
    }
  }

  void end(long id) {
    inTransaction(
        () -> {
          ledger.end(id);
          return id;
        });
    open.remove(id);
  }

  /** Says that the uploads of this process go on. */
  void alive() {
    if (!open.isEmpty()) {
      inTransaction(
          () ->
              entities
                  .createNativeQuery(
                      "update upload set alive_at = clock_timestamp()"
                          + " where id = any(cast(?1 as bigint[])) and alive_at is not null")
                  .setParameter(1, open.toArray(Long[]::new))
                  .executeUpdate());
    }
  }

  /** Forgets uploads of which nothing is there and that no longer count as begun, either. */
  void forget() {
    inTransaction(
        () ->
            entities
                .createNativeQuery(
                    "delete from upload where alive_at is null and files = 0 and started_at < ?1")
                .setParameter(1, clock.instant().minus(HOUR))
                .executeUpdate());
  }

  private void lock(String caller) {
    Locks.take(entities, "upload:" + caller);
  }

  private static <T> T inTransaction(Callable<T> action) {
    return QuarkusTransaction.requiringNew().call(action);
  }
}
