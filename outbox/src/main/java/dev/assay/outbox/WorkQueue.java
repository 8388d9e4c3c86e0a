// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

/**
 * Long work as rows that workers lease. A piece of work has a key and any number of requests. It is
 * done once for all of them, and it is not begun, or it stops, when no live request is left.
 *
 * <pre>
 *          request                claim                    complete
 *   (none) -------> queued ------------------> running ----------------> done
 *                    ^ ^  \                     |   |
 *                    | |   +--- release --------+   | failure, lease lost
 *                    | +---- failures left ---------+
 *                    +----- new request ---- dead <-+ none left
 * </pre>
 *
 * <p>This class is the view of those who request work and ask how it stands. {@link Leases} is the
 * view of those who do it. Methods take part in the caller's transaction or make their own.
 *
 * <p>The tables have older names for the same things: {@code work_demand} has the requests, and its
 * {@code demander} is the requester.
 */
@ApplicationScoped
@Transactional
public class WorkQueue {
  private final DataSource database;
  private final WorkConfig config;
  private final AfterCommit afterCommit;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  WorkQueue(DataSource database, WorkConfig config, AfterCommit afterCommit) {
    this.database = database;
    this.config = config;
    this.afterCommit = afterCommit;
  }

  /** The listener is called after each commit that made work claimable, in that thread. */
  void onClaimable(Runnable listener) {
    listeners.add(listener);
  }

  /** Calls the listeners after the commit of the current transaction. */
  void notifyAfterCommit() {
    afterCommit.run(() -> listeners.forEach(Runnable::run));
  }

  /**
   * Requests a piece of work. Unknown work, and work that failed permanently, is queued. If one
   * transaction requests several pieces, it must do so in the order of their keys: two such
   * transactions then never wait for each other.
   *
   * @param payload what the worker needs; kept from the first request, or from the one that queues
   *     the work anew
   * @param priority higher goes first; the highest of the live requests counts
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public RequestResult request(
      String workKey, String payload, String requester, String group, int priority) {
    // The update changes nothing but locks the row: a completion either sees this request, or its
    // state is seen here.
    Requested work =
        Sql.rows(
                database,
                """
                insert into work (work_key, payload, max_failures) values (?, ?, ?)
                on conflict (work_key) do update set work_key = excluded.work_key
                returning state, seq
                """,
                row -> new Requested(WorkStatus.State.of(row.getString(1)), row.getLong(2)),
                workKey,
                payload,
                config.maxFailures())
            .getFirst();
    boolean settled = work.state() == WorkStatus.State.DONE;
    int added =
        Sql.update(
            database,
            """
            insert into work_demand (work_key, work_group, demander, priority, state, seq)
            values (?, ?, ?, ?, ?, ?) on conflict do nothing
            """,
            workKey,
            group,
            requester,
            priority,
            settled ? "settled" : "live",
            work.seq());
    if (added == 0) {
      return RequestResult.KNOWN;
    }
    if (settled) {
      return RequestResult.DONE;
    }
    if (work.state() == WorkStatus.State.DEAD) {
      Sql.update(
          database,
          """
          update work set state = 'queued', failures = 0, reason = null, actor = null,
            payload = ?, not_before = now(), ended_at = null where work_key = ?
          """,
          payload,
          workKey);
    }
    notifyAfterCommit();
    return RequestResult.WAITING;
  }

  private record Requested(WorkStatus.State state, long seq) {}

  /**
   * Queues work anew that is done, because its result was lost. Its requesters are told again when
   * it is done; events that were published before are not published twice.
   *
   * @return false if it is not done, or nobody has requested it
   */
  public boolean redo(String workKey) {
    int queued =
        Sql.update(
            database,
            """
            update work w set state = 'queued', failures = 0, not_before = now(), ended_at = null
            where work_key = ? and state = 'done' and exists (
              select from work_demand d where d.work_key = w.work_key and d.state = 'settled')
            """,
            workKey);
    if (queued == 0) {
      return false;
    }
    Sql.update(
        database,
        """
        update work_demand set state = 'live', open = true, not_before = now()
        where work_key = ? and state = 'settled'
        """,
        workKey);
    notifyAfterCommit();
    return true;
  }

  /** Withdraws all requests of the group. Returns their number. */
  public int withdraw(String group) {
    return Sql.update(
        database,
        """
        update work_demand set state = 'withdrawn'
        where work_group = ? and state in ('live', 'paused')
        """,
        group);
  }

  /** Withdraws all requests of the requester. Returns their number. */
  public int withdraw(String group, String requester) {
    return Sql.update(
        database,
        """
        update work_demand set state = 'withdrawn'
        where work_group = ? and demander = ? and state in ('live', 'paused')
        """,
        group,
        requester);
  }

  /**
   * Pauses all requests of the group. Work without another live request stops and gives its lease
   * back, as if the requests were withdrawn. Work that goes on for another group settles the paused
   * requests, too, when it ends.
   *
   * @return the number of requests paused
   */
  public int pause(String group) {
    return Sql.update(
        database,
        "update work_demand set state = 'paused' where work_group = ? and state = 'live'",
        group);
  }

  /** Makes the paused requests of the group live again. Returns their number. */
  public int resume(String group) {
    int resumed =
        Sql.update(
            database,
            """
            update work_demand set state = 'live', open = true
            where work_group = ? and state = 'paused'
            """,
            group);
    notifyAfterCommit();
    return resumed;
  }

  /** The live requests of a piece of work, ordered by group and requester. */
  public List<Request> requests(String workKey) {
    return Sql.rows(
        database,
        """
        select work_group, demander from work_demand
        where work_key = ? and state = 'live' order by work_group, demander
        """,
        WorkQueue::request,
        workKey);
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

  /** The number of queued pieces of work with a live request: replicas are scaled on it. */
  public int waiting() {
    return Sql.rows(
            database,
            """
            select count(*) from work w
            where w.state = 'queued' and w.work_key in (
              select d.work_key from work_demand d where d.state = 'live' and d.open)
            """,
            row -> row.getInt(1))
        .getFirst();
  }

  /** Likewise of one group. */
  public int waiting(String group) {
    return Sql.rows(
            database,
            """
            select count(*) from work w
            where w.state = 'queued' and w.work_key in (
              select d.work_key from work_demand d
              where d.state = 'live' and d.open and d.work_group = ?)
            """,
            row -> row.getInt(1),
            group)
        .getFirst();
  }

  /**
   * Forgets work that ended longer ago than the age and that nobody but the group has requested,
   * and its requests. Returns how many pieces of work.
   */
  public int forget(String group, Duration age) {
    List<String> ended =
        Sql.rows(
            database,
            """
            select work_key from work w
            where state in ('done', 'dead') and ended_at < now() - ? * interval '1 second'
              and work_key in (select d.work_key from work_demand d where d.work_group = ?)
              and not exists (select from work_demand d
                              where d.work_key = w.work_key and d.work_group <> ?)
            order by work_key for update skip locked
            """,
            row -> row.getString(1),
            age.toSeconds(),
            group,
            group);
    for (String workKey : ended) {
      Sql.update(database, "delete from work_demand where work_key = ?", workKey);
      Sql.update(database, "delete from work where work_key = ?", workKey);
    }
    return ended.size();
  }

  static Request request(ResultSet row) throws SQLException {
    return new Request(row.getString("work_group"), row.getString("demander"));
  }
}
