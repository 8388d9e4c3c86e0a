// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.store;

import dev.assay.contracts.Hash;
import dev.assay.contracts.Printable;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * The rows of the audit log. They are written one after the other, by whichever replica, because
 * each has the hash of the row before.
 */
@Singleton
public class AuditLog {
  /** Any number that no other lock has. */
  private static final long LOCK = 0x61756469746c6f67L;

  private static final int LONGEST = 300;
  private static final int FETCHED = 1_000;
  private static final String COLUMNS =
      "number, at, caller, role, address, method, path, outcome, previous, hash";

  private final DataSource database;
  private final Clock clock;

  AuditLog(DataSource database) {
    this.database = database;
    this.clock = Clock.systemUTC();
  }

  /**
   * What a check of the chain found.
   *
   * @param rows that were read
   * @param head hash of the last row; whoever keeps it can show later that no row was removed
   * @param broken number of the first row that does not follow from the row before; absent if none
   */
  public record Check(long rows, String head, Optional<Long> broken) {}

  /** How often the results of a study were looked at. */
  public record Looks(String study, long looks, int callers, String first, String last) {}

  /** Adds a row; it is stored when this returns. */
  public void append(
      String caller, String role, String address, String method, String path, String outcome) {
    try (Connection connection = database.getConnection()) {
      boolean before = connection.getAutoCommit();
      connection.setAutoCommit(false);
      try {
        append(connection, caller, role, address, method, shortened(path), outcome);
        connection.commit();
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(before);
      }
    } catch (SQLException e) {
      throw new AuditException("the audit log cannot be written, so the request is not done", e);
    }
  }

  /** The same unless there is such a row: for what was begun, and may have been broken off. */
  public void appendOnce(
      String caller, String role, String address, String method, String path, String outcome) {
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement("select 1 from audit where path = ? and outcome = ?")) {
      query.setString(1, path);
      query.setString(2, outcome);
      try (ResultSet row = query.executeQuery()) {
        if (row.next()) {
          return;
        }
      }
    } catch (SQLException e) {
      throw new AuditException("the audit log cannot be read", e);
    }
    append(caller, role, address, method, path, outcome);
  }

  private void append(
      Connection connection,
      String caller,
      String role,
      String address,
      String method,
      String path,
      String outcome)
      throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement("select pg_advisory_xact_lock(?)")) {
      lock.setLong(1, LOCK);
      lock.execute();
    }
    long number = 1;
    String previous = AuditEntry.BEGIN;
    try (PreparedStatement last =
            connection.prepareStatement(
                "select number, hash from audit order by number desc limit 1");
        ResultSet row = last.executeQuery()) {
      if (row.next()) {
        number = row.getLong(1) + 1;
        previous = row.getString(2);
      }
    }
    AuditEntry entry =
        AuditEntry.of(
            number,
            clock.instant().truncatedTo(ChronoUnit.MICROS),
            caller,
            role,
            address,
            method,
            path,
            outcome,
            previous);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into audit (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      insert.setLong(1, entry.number());
      insert.setObject(2, OffsetDateTime.ofInstant(entry.at(), ZoneOffset.UTC));
      insert.setString(3, entry.caller());
      insert.setString(4, entry.role());
      insert.setString(5, entry.address());
      insert.setString(6, entry.method());
      insert.setString(7, entry.path());
      insert.setString(8, entry.outcome());
      insert.setString(9, entry.previous());
      insert.setString(10, entry.hash());
      insert.executeUpdate();
    }
  }

  private static String shortened(String path) {
    String printable = Printable.onOneLine(path);
    return printable.length() <= LONGEST
        ? printable
        : printable.substring(0, LONGEST) + "... " + Hash.ofText(path);
  }

  /** Rows with a smaller number than this, the newest first. */
  public List<AuditEntry> page(long before, int most) {
    return rows("where number < ? order by number desc limit ?", before, most);
  }

  /** Reads every row and recomputes the chain. */
  public Check check() {
    long rows = 0;
    String head = AuditEntry.BEGIN;
    for (long after = 0; ; ) {
      List<AuditEntry> next = following(after);
      if (next.isEmpty()) {
        return new Check(rows, head, Optional.empty());
      }
      for (AuditEntry entry : next) {
        rows++;
        if (entry.number() != rows || !entry.previous().equals(head) || !entry.isSound()) {
          return new Check(rows, head, Optional.of(rows));
        }
        head = entry.hash();
        after = entry.number();
      }
    }
  }

  private List<AuditEntry> following(long after) {
    return rows("where number > ? order by number limit ?", after, FETCHED);
  }

  /**
   * @param which with the bound of the numbers and the limit as its parameters
   */
  private List<AuditEntry> rows(String which, long bound, int most) {
    List<AuditEntry> rows = new ArrayList<>();
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement("select " + COLUMNS + " from audit " + which)) {
      query.setLong(1, bound);
      query.setInt(2, most);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          rows.add(entry(row));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new AuditException("the audit log cannot be read", e);
    }
  }

  /** Whether a row has this hash: a head that somebody kept is still in the chain. */
  public boolean has(String hash) {
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement("select 1 from audit where hash = ?")) {
      query.setString(1, hash);
      try (ResultSet row = query.executeQuery()) {
        return row.next();
      }
    } catch (SQLException e) {
      throw new AuditException("the audit log cannot be read", e);
    }
  }

  /** The ledger of test sets: who asked for results of a study, counted by study. */
  public List<Looks> looks() {
    TreeMap<String, List<AuditEntry>> byStudy = new TreeMap<>();
    for (long after = 0; ; ) {
      List<AuditEntry> next = following(after);
      if (next.isEmpty()) {
        break;
      }
      for (AuditEntry entry : next) {
        Audited.studyOfResults(entry)
            .ifPresent(study -> byStudy.computeIfAbsent(study, s -> new ArrayList<>()).add(entry));
        after = entry.number();
      }
    }
    return byStudy.entrySet().stream()
        .map(
            study ->
                new Looks(
                    study.getKey(),
                    study.getValue().size(),
                    (int) study.getValue().stream().map(AuditEntry::caller).distinct().count(),
                    study.getValue().getFirst().at().toString(),
                    study.getValue().getLast().at().toString()))
        .toList();
  }

  private static AuditEntry entry(ResultSet row) throws SQLException {
    return new AuditEntry(
        row.getLong("number"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getString("caller"),
        row.getString("role"),
        row.getString("address"),
        row.getString("method"),
        row.getString("path"),
        row.getString("outcome"),
        row.getString("previous"),
        row.getString("hash"));
  }
}
