// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The leases of the work in the {@link WorkQueue}: claimed, prolonged by heartbeats, and ended by a
 * result, a failure or a release. Every claim counts the attempt up. Whatever a worker writes is
 * fenced by its attempt: once another worker has claimed the work, nothing of the earlier one
 * counts. A running row whose lease has ended can be claimed like a queued one. All clocks are the
 * database's.
 */
@ApplicationScoped
@Transactional
class Leases {
  private static final int CLAIM_LOCK = 2;

  private final DataSource database;
  private final WorkConfig config;
  private final WorkQueue queue;

  Leases(DataSource database, WorkConfig config, WorkQueue queue) {
    this.database = database;
    this.config = config;
    this.queue = queue;
  }

  /**
   * Leases the next piece of work: of those with a live request, the one with the highest priority,
   * then of the group with the fewest running, then the oldest. The cost grows with the number of
   * groups and with the logarithm of the work that waits.
   *
   * @param worker its name, for people
   */
  public Optional<Lease> claim(String worker) {
    // One claim at a time, so that each counts the work that the claim before it made running.
    lock();
    for (Next next : inLine()) {
      Optional<Lease> lease =
          next.expired() == null ? claimQueued(next, worker) : claimExpired(next.expired(), worker);
      if (lease.isPresent()) {
        Sql.update(
            database,
            "update work_demand set open = false where work_key = ? and state = 'live'",
            lease.get().workKey());
        return lease;
      }
    }
    return Optional.empty();
  }

  /**
   * What may be claimed next.
   *
   * @param expired the key of running work whose lease has ended; absent for the oldest queued work
   *     of the group
   */
  private record Next(String group, int urgency, @Nullable String expired) {}

  private List<Next> inLine() {
    return Sql.rows(
        database,
        """
        with recursive running as (
          select d.work_group, count(distinct d.work_key) as number
          from work w join work_demand d on d.work_key = w.work_key and d.state = 'live'
          where w.state = 'running' and w.lease_until >= now()
          group by d.work_group),
        share as (
          (select urgency, work_group from work_demand where state = 'live' and open
           order by urgency, work_group limit 1)
          union all
          select n.urgency, n.work_group from share s cross join lateral (
            select d.urgency, d.work_group from work_demand d
            where d.state = 'live' and d.open
              and (d.urgency, d.work_group) > (s.urgency, s.work_group)
            order by d.urgency, d.work_group limit 1) n),
        next as (
          select s.work_group, s.urgency, oldest.seq, null as expired
          from share s cross join lateral (
            select d.seq from work_demand d
            where d.state = 'live' and d.open
              and d.urgency = s.urgency and d.work_group = s.work_group and d.not_before <= now()
            order by d.seq limit 1) oldest
          union all
          select d.work_group, d.urgency, w.seq, w.work_key
          from work w join work_demand d on d.work_key = w.work_key and d.state = 'live'
          where w.state = 'running' and w.lease_until < now() and w.failures + 1 < w.max_failures)
        select n.work_group, n.urgency, n.expired
        from next n left join running r on r.work_group = n.work_group
        order by n.urgency, coalesce(r.number, 0), n.seq
        """,
        row ->
            new Next(row.getString("work_group"), row.getInt("urgency"), row.getString("expired")));
  }

  /** A request of queued work, as the line has it. */
  private record Waiting(String workKey, long seq) {}

  private Optional<Lease> claimQueued(Next next, String worker) {
    Optional<Waiting> waiting = waiting(next, Long.MIN_VALUE);
    while (waiting.isPresent()) {
      Optional<Lease> lease = claimQueued(waiting.get().workKey(), worker);
      if (lease.isPresent()) {
        return lease;
      }
      // Another transaction holds it, or it runs already on an earlier request.
      waiting = waiting(next, waiting.get().seq());
    }
    return Optional.empty();
  }

  private Optional<Waiting> waiting(Next next, long after) {
    return Sql.rows(
            database,
            """
            select work_key, seq from work_demand
            where state = 'live' and open and urgency = ? and work_group = ? and seq > ?
              and not_before <= now()
            order by seq limit 1
            """,
            row -> new Waiting(row.getString("work_key"), row.getLong("seq")),
            next.urgency(),
            next.group(),
            after)
        .stream()
        .findFirst();
  }

  private Optional<Lease> claimQueued(String workKey, String worker) {
    return Sql.rows(
            database,
            """
            with next as (
              select work_key from work
              where work_key = ? and state = 'queued' and not_before <= now()
              for update skip locked)
            update work w set
              state = 'running', attempt = w.attempt + 1, worker = ?,
              lease_until = now() + ? * interval '1 millisecond', claimed_at = now()
            from next where w.work_key = next.work_key
            returning w.work_key, w.payload, w.attempt, w.failures
            """,
            Leases::lease,
            workKey,
            worker,
            config.lease().toMillis())
        .stream()
        .findFirst();
  }

  private Optional<Lease> claimExpired(String workKey, String worker) {
    return Sql.rows(
            database,
            """
            with next as (
              select work_key from work
              where work_key = ? and state = 'running' and lease_until < now()
                and failures + 1 < max_failures
              for update skip locked)
            update work w set attempt = w.attempt + 1, worker = ?, failures = w.failures + 1,
              lease_until = now() + ? * interval '1 millisecond', claimed_at = now()
            from next where w.work_key = next.work_key
            returning w.work_key, w.payload, w.attempt, w.failures
            """,
            Leases::lease,
            workKey,
            worker,
            config.lease().toMillis())
        .stream()
        .findFirst();
  }

  private void lock() {
    Sql.rows(
        database,
        "select 1 from pg_advisory_xact_lock(hashtext(current_schema()), ?)",
        row -> true,
        CLAIM_LOCK);
  }

  /**
   * Prolongs the lease if it still counts and the work still has a live request.
   *
   * @return false if not; the worker must then stop
   */
  public boolean heartbeat(Lease lease) {
    return Sql.update(
            database,
            """
            update work w set lease_until = now() + ? * interval '1 millisecond'
            where work_key = ? and attempt = ? and state = 'running'
              and exists (select from work_demand d
                          where d.work_key = w.work_key and d.state = 'live')
            """,
            config.lease().toMillis(),
            lease.workKey(),
            lease.attempt())
        == 1;
  }

  /**
   * Ends the work with a result.
   *
   * @param commit writes the result and announces it to the requesters, in the same transaction
   * @return false if the worker was fenced out; then nothing is written
   */
  public boolean complete(Lease lease, Consumer<List<Request>> commit) {
    boolean mine =
        Sql.update(
                database,
                """
                update work set state = 'done', lease_until = null, reason = null, actor = null,
                  ended_at = now()
                where work_key = ? and attempt = ? and state = 'running'
                """,
                lease.workKey(),
                lease.attempt())
            == 1;
    if (mine) {
      commit.accept(settle(lease.workKey()));
    }
    return mine;
  }

  /**
   * Ends an attempt with a failure: the work waits for the next attempt, or fails permanently.
   *
   * @param failedPermanently announces a permanent failure to the requesters, in the same
   *     transaction
   * @return false if the worker was fenced out; then nothing is written
   */
  public boolean fail(
      Lease lease, WorkFailure failure, Consumer<PermanentFailure> failedPermanently) {
    Duration delay = config.retryDelay().multipliedBy(1L << Math.min(lease.failures(), 10));
    Optional<WorkStatus.State> state =
        Sql.rows(
                database,
                """
                update work set failures = failures + 1, reason = ?, actor = ?, worker = null,
                  lease_until = null, not_before = now() + ? * interval '1 millisecond',
                  state = case when ? and failures + 1 < max_failures then 'queued' else 'dead' end
                where work_key = ? and attempt = ? and state = 'running'
                returning state
                """,
                row -> WorkStatus.State.of(row.getString(1)),
                failure.getMessage(),
                failure.actor(),
                delay.toMillis(),
                failure.retryable(),
                lease.workKey(),
                lease.attempt())
            .stream()
            .findFirst();
    if (state.equals(Optional.of(WorkStatus.State.DEAD))) {
      failedPermanently.accept(end(lease.workKey()));
    } else if (state.isPresent()) {
      open(lease.workKey());
    }
    return state.isPresent();
  }

  /**
   * Fails permanently whatever has lost its worker for the last time that is allowed.
   *
   * @param failedPermanently announces each permanent failure, in the same transaction
   * @return how many pieces of work
   */
  public int failLost(Consumer<PermanentFailure> failedPermanently) {
    List<String> lost =
        Sql.rows(
            database,
            """
            with lost as (
              select work_key from work
              where state = 'running' and lease_until < now() and failures + 1 >= max_failures
              for update skip locked)
            update work w set state = 'dead', failures = failures + 1, lease_until = null,
              reason = 'its worker vanished ' || (failures + 1) || ' times, the last one was '
                || worker, actor = null, worker = null
            from lost where w.work_key = lost.work_key
            returning w.work_key
            """,
            row -> row.getString(1));
    lost.forEach(workKey -> failedPermanently.accept(end(workKey)));
    return lost.size();
  }

  private PermanentFailure end(String workKey) {
    List<Request> requests = settle(workKey);
    return Sql.rows(
            database,
            """
            update work set ended_at = now() where work_key = ?
            returning payload, failures, reason, actor
            """,
            row ->
                new PermanentFailure(
                    workKey,
                    row.getString("payload"),
                    row.getInt("failures"),
                    row.getString("reason"),
                    row.getString("actor"),
                    requests),
            workKey)
        .getFirst();
  }

  /**
   * Queues the work again without counting a failure. A worker that was fenced out does nothing.
   */
  public void release(Lease lease) {
    int released =
        Sql.update(
            database,
            """
            update work set state = 'queued', worker = null, lease_until = null, not_before = now()
            where work_key = ? and attempt = ? and state = 'running'
            """,
            lease.workKey(),
            lease.attempt());
    if (released == 1) {
      open(lease.workKey());
    }
    queue.notifyAfterCommit();
  }

  /**
   * Queues the work again without counting a failure, for a later time.
   *
   * @param reason what it waits for, for a person
   */
  public void postpone(Lease lease, WorkFailure reason) {
    int postponed =
        Sql.update(
            database,
            """
            update work set state = 'queued', worker = null, lease_until = null, reason = ?,
              actor = ?, not_before = now() + ? * interval '1 millisecond'
            where work_key = ? and attempt = ? and state = 'running'
            """,
            "waits for space on the disk: " + reason.getMessage(),
            reason.actor(),
            config.spacePause().toMillis(),
            lease.workKey(),
            lease.attempt());
    if (postponed == 1) {
      open(lease.workKey());
    }
  }

  /** Lets claims find the work again that is queued anew. */
  private void open(String workKey) {
    Sql.update(
        database,
        """
        update work_demand d set open = true, not_before = w.not_before
        from work w where w.work_key = d.work_key and d.work_key = ? and d.state = 'live'
        """,
        workKey);
  }

  private List<Request> settle(String workKey) {
    return Sql.rows(
        database,
        """
        with settled as (
          update work_demand set state = 'settled'
          where work_key = ? and state in ('live', 'paused')
          returning work_group, demander)
        select * from settled order by work_group, demander
        """,
        WorkQueue::request,
        workKey);
  }

  private static Lease lease(ResultSet row) throws SQLException {
    return new Lease(
        row.getString("work_key"),
        row.getString("payload"),
        row.getInt("attempt"),
        row.getInt("failures"));
  }
}
