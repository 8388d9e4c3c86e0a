package dev.assay.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Long work as rows with leases. A piece of work has a key and any number of demands; it is done
 * once, however many demand it, and it is not begun, or stops, when no live demand is left.
 *
 * <pre>
 *           offer                 claim                    complete
 *   (none) -------> queued ------------------> running ----------------> done
 *                    ^ ^  \                     |   |
 *                    | |   +--- release --------+   | fail, lease lost
 *                    | +---- failures left ---------+
 *                    +------ new demand ----- dead <+ none left
 * </pre>
 *
 * A running row whose lease has ended can be claimed like a queued one. All clocks are the
 * database's. Methods take part in the caller's transaction or make their own.
 */
@ApplicationScoped
@Transactional
public class WorkQueue {
  private static final int CLAIM_LOCK = 2;

  private final DataSource database;
  private final WorkConfig config;
  private final AfterCommit afterCommit;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  WorkQueue(DataSource database, WorkConfig config, AfterCommit afterCommit) {
    this.database = database;
    this.config = config;
    this.afterCommit = afterCommit;
  }

  /** Called after each commit that made something claimable, in the committing thread. */
  void onOffer(Runnable listener) {
    listeners.add(listener);
  }

  /**
   * Demands a piece of work; it is queued unless it is known. Work that was given up is queued
   * anew. Offer in the order of the keys where one transaction offers several: two such
   * transactions then never wait for each other.
   *
   * @param payload what the worker needs; kept from the first offer, or from the one that revives
   * @param priority higher goes first; the highest of the live demands counts
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public Offered offer(
      String workKey, String payload, String demander, String group, int priority) {
    // The update changes nothing but locks the row: a completion either sees this demand or is
    // seen.
    WorkStatus.State state =
        Sql.rows(
                database,
                """
                insert into work (work_key, payload, max_failures) values (?, ?, ?)
                on conflict (work_key) do update set work_key = excluded.work_key
                returning state
                """,
                row -> WorkStatus.State.of(row.getString(1)),
                workKey,
                payload,
                config.maxFailures())
            .getFirst();
    boolean settled = state == WorkStatus.State.DONE;
    int added =
        Sql.update(
            database,
            """
            insert into work_demand (work_key, work_group, demander, priority, state)
            values (?, ?, ?, ?, ?) on conflict do nothing
            """,
            workKey,
            group,
            demander,
            priority,
            settled ? "settled" : "live");
    if (added == 0) {
      return Offered.KNOWN;
    }
    if (settled) {
      return Offered.DONE;
    }
    if (state == WorkStatus.State.DEAD) {
      Sql.update(
          database,
          """
          update work set state = 'queued', failures = 0, reason = null, actor = null,
            payload = ?, not_before = now(), ended_at = null where work_key = ?
          """,
          payload,
          workKey);
    }
    afterCommit.run(() -> listeners.forEach(Runnable::run));
    return Offered.WAITING;
  }

  /** Nobody in the group wants anything any more. Returns the number of demands withdrawn. */
  public int withdraw(String group) {
    return Sql.update(
        database,
        """
        update work_demand set state = 'withdrawn'
        where work_group = ? and state in ('live', 'paused')
        """,
        group);
  }

  /** The demander wants nothing any more. Returns the number of demands withdrawn. */
  public int withdraw(String group, String demander) {
    return Sql.update(
        database,
        """
        update work_demand set state = 'withdrawn'
        where work_group = ? and demander = ? and state in ('live', 'paused')
        """,
        group,
        demander);
  }

  /**
   * Nobody in the group waits for now: work that no other demand keeps going stops and gives its
   * lease back, as if it were withdrawn. Where other demands end it, these are told, too.
   *
   * @return the number of demands paused
   */
  public int pause(String group) {
    return Sql.update(
        database,
        "update work_demand set state = 'paused' where work_group = ? and state = 'live'",
        group);
  }

  /** The paused demands of the group are live again. Returns their number. */
  public int resume(String group) {
    int resumed =
        Sql.update(
            database,
            "update work_demand set state = 'live' where work_group = ? and state = 'paused'",
            group);
    afterCommit.run(() -> listeners.forEach(Runnable::run));
    return resumed;
  }

  /**
   * Leases the next piece of work: among those that somebody wants, the highest priority, then the
   * group with the fewest running, then the oldest.
   *
   * @param worker a name for people
   */
  public Optional<Lease> claim(String worker) {
    // One claim at a time, so that each counts the running ones of the claim before.
    lock();
    return Sql.rows(
            database,
            """
            with running as (
              select d.work_group, count(distinct d.work_key) as number
              from work w join work_demand d on d.work_key = w.work_key and d.state = 'live'
              where w.state = 'running' and w.lease_until >= now()
              group by d.work_group),
            wanted as (
              select d.work_key, max(d.priority) as priority, min(coalesce(r.number, 0)) as running
              from work_demand d left join running r on r.work_group = d.work_group
              where d.state = 'live'
              group by d.work_key),
            next as (
              select w.work_key, w.state
              from work w join wanted d on d.work_key = w.work_key
              where (w.state = 'queued' and w.not_before <= now())
                or (w.state = 'running' and w.lease_until < now()
                    and w.failures + 1 < w.max_failures)
              order by d.priority desc, d.running, w.seq
              limit 1 for update of w skip locked)
            update work w set
              state = 'running', attempt = w.attempt + 1, worker = ?,
              failures = w.failures + case when next.state = 'running' then 1 else 0 end,
              lease_until = now() + ? * interval '1 millisecond', claimed_at = now()
            from next where w.work_key = next.work_key
            returning w.work_key, w.payload, w.attempt, w.failures
            """,
            WorkQueue::lease,
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

  /** Whether the lease still counts and somebody still wants the work; if so, it is prolonged. */
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
   * Ends the work well.
   *
   * @param commit writes the result in the same transaction, and tells those who wait
   * @return false if the lease no longer counts; then nothing is written
   */
  public boolean complete(Lease lease, Consumer<List<Demand>> commit) {
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
   * Ends an attempt badly: the work waits for the next one, or is given up.
   *
   * @param giveUp tells those who wait, in the same transaction, if it is given up
   * @return false if the lease no longer counts; then nothing is written
   */
  public boolean fail(Lease lease, WorkFailure failure, Consumer<GivenUp> giveUp) {
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
      giveUp(lease.workKey(), giveUp);
    }
    return state.isPresent();
  }

  /**
   * Gives up the work whose workers vanished once too often.
   *
   * @return how many pieces
   */
  public int giveUpLost(Consumer<GivenUp> giveUp) {
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
    lost.forEach(workKey -> giveUp(workKey, giveUp));
    return lost.size();
  }

  private void giveUp(String workKey, Consumer<GivenUp> giveUp) {
    List<Demand> demands = settle(workKey);
    GivenUp work =
        Sql.rows(
                database,
                """
                update work set ended_at = now() where work_key = ?
                returning payload, failures, reason, actor
                """,
                row ->
                    new GivenUp(
                        workKey,
                        row.getString("payload"),
                        row.getInt("failures"),
                        row.getString("reason"),
                        row.getString("actor"),
                        demands),
                workKey)
            .getFirst();
    giveUp.accept(work);
  }

  /** Puts the work back without counting a failure; nothing happens if the lease does not count. */
  public void release(Lease lease) {
    Sql.update(
        database,
        """
        update work set state = 'queued', worker = null, lease_until = null, not_before = now()
        where work_key = ? and attempt = ? and state = 'running'
        """,
        lease.workKey(),
        lease.attempt());
    afterCommit.run(() -> listeners.forEach(Runnable::run));
  }

  public Optional<WorkStatus> status(String workKey) {
    return Sql.rows(
            database,
            """
            select w.*, exists (select from work_demand d
                                where d.work_key = w.work_key and d.state = 'live') as wanted,
              exists (select from work_demand d
                      where d.work_key = w.work_key and d.state = 'paused') as paused
            from work w where work_key = ?
            """,
            WorkStatus::read,
            workKey)
        .stream()
        .findFirst();
  }

  /** Those who wait for the work, in a fixed order. */
  public List<Demand> demands(String workKey) {
    return Sql.rows(
        database,
        """
        select work_group, demander from work_demand
        where work_key = ? and state = 'live' order by work_group, demander
        """,
        WorkQueue::demand,
        workKey);
  }

  /** How many pieces of work somebody waits for and nobody does: what replicas are scaled on. */
  public int waiting() {
    return Sql.rows(
            database,
            """
            select count(*) from work w where w.state = 'queued' and exists (
              select from work_demand d where d.work_key = w.work_key and d.state = 'live')
            """,
            row -> row.getInt(1))
        .getFirst();
  }

  private List<Demand> settle(String workKey) {
    return Sql.rows(
        database,
        """
        with settled as (
          update work_demand set state = 'settled'
          where work_key = ? and state in ('live', 'paused')
          returning work_group, demander)
        select * from settled order by work_group, demander
        """,
        WorkQueue::demand,
        workKey);
  }

  private static Lease lease(ResultSet row) throws SQLException {
    return new Lease(
        row.getString("work_key"),
        row.getString("payload"),
        row.getInt("attempt"),
        row.getInt("failures"));
  }

  private static Demand demand(ResultSet row) throws SQLException {
    return new Demand(row.getString("work_group"), row.getString("demander"));
  }
}
