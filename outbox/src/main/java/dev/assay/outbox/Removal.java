// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What a service removes for one erasure, in one transaction: rows, counted by their table, and the
 * artifacts that they referred to. Whether an artifact may go is for others to say.
 */
public final class Removal {
  private static final String OF_STUDIES = "study_id = any(?)";

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  /** The references in a row, and not the row: a study may have a hundred megabytes. */
  private static final String REFERENCES =
      """
      (select coalesce(string_agg(distinct m[1], ' '), '')
       from regexp_matches(%s, 'assay:sha256/([0-9a-f]{64})', 'g') m)
      """;

  private final DataSource database;
  private final AfterCommit afterCommit;
  private final List<String> studies;
  private final SortedMap<String, Integer> rows = new TreeMap<>();
  private final SortedSet<String> files = new TreeSet<>();
  private final List<String> abandoned = new ArrayList<>();

  Removal(DataSource database, AfterCommit afterCommit, List<String> studies) {
    this.database = database;
    this.afterCommit = afterCommit;
    this.studies = studies;
  }

  void begin(String erasure) {
    for (String study : studies) {
      Sql.update(
          database,
          "insert into erased_study (study_id, erasure) values (?, ?) on conflict do nothing",
          study,
          erasure);
    }
    // Work first: what a completion at this moment adds to the outbox is then seen.
    abandonWork();
    delete("outbox", "sent_at is null and message_key = any(?)", (Object) keys());
    // Their ids stay, so that work that is done again publishes nothing twice.
    empty(
        "outbox",
        "seq",
        "payload = '', headers = '{}', traceparent = null",
        "payload <> '' and message_key = any(?)",
        (Object) keys());
    delete("letter", "encode(record_key, 'escape') = any(?)", (Object) keys());
  }

  private String[] keys() {
    return studies.toArray(new String[0]);
  }

  /** A piece of work that another study has requested stays, with what was made of it. */
  private void abandonWork() {
    List<String> requested =
        Sql.rows(
            database,
            "delete from work_demand where work_group = any(?) returning work_key",
            row -> row.getString(1),
            (Object) keys());
    for (String key : new TreeSet<>(requested)) {
      // The lock makes a request that comes at this moment wait, and see whether the row stays.
      Sql.rows(database, "select 1 from work where work_key = ? for update", row -> true, key);
      int gone =
          delete(
              "work",
              "work_key = ? and not exists (select from work_demand d where d.work_key ="
                  + " work.work_key)",
              key);
      if (gone == 1) {
        abandoned.add(key);
      }
    }
  }

  /** The keys of the work that nobody requests any more; what was made of it is to go. */
  public List<String> abandoned() {
    return List.copyOf(abandoned);
  }

  /** The ids of the studies, as the parameter of a condition. */
  public Object studies() {
    return keys();
  }

  /** The rows of these studies. */
  public int deleteOfStudies(String table) {
    return delete(table, OF_STUDIES, (Object) keys());
  }

  /** The rows under keys of {@link #abandoned} work. */
  public int deleteAbandoned(String table, String keyColumn) {
    return delete(table, keyColumn + " = any(?)", (Object) abandoned.toArray(new String[0]));
  }

  /**
   * Deletes rows.
   *
   * @param condition with the arguments as its parameters
   * @return how many
   */
  public int delete(String table, String condition, @Nullable Object... arguments) {
    List<String> found =
        Sql.rows(
            database,
            "delete from %s where %s returning %s"
                .formatted(table, condition, REFERENCES.formatted(table + "::text")),
            row -> row.getString(1),
            arguments);
    take(table, found);
    return found.size();
  }

  /**
   * Empties columns of rows that have to stay.
   *
   * @param key column that tells the rows of the table apart
   * @param columns what is set, as {@code payload = ''}
   * @return how many
   */
  public int empty(
      String table, String key, String columns, String condition, @Nullable Object... arguments) {
    List<String> found =
        Sql.rows(
            database,
            ("update %1$s set %3$s from (select %2$s as key, %5$s as refs from %1$s where %4$s)"
                    + " gone where %1$s.%2$s = gone.key returning gone.refs")
                .formatted(table, key, columns, condition, REFERENCES.formatted(table + "::text")),
            row -> row.getString(1),
            arguments);
    take(table, found);
    return found.size();
  }

  private void take(String table, List<String> references) {
    count(table, references.size());
    for (String found : references) {
      HASH.matcher(found).results().map(MatchResult::group).forEach(files::add);
    }
  }

  /** The values of a column, for the service to know what follows from rows before they go. */
  public List<String> values(String query, @Nullable Object... arguments) {
    return Sql.rows(database, query, row -> row.getString(1), arguments);
  }

  /** Something else that is removed. */
  public void count(String what, int number) {
    if (number > 0) {
      rows.merge(what, number, Integer::sum);
    }
  }

  /** Does something that no rollback undoes, once all this is certain. */
  public void afterCommit(Runnable action) {
    afterCommit.run(action);
  }

  /** How many rows of which table, and what else. */
  public Map<String, Integer> removed() {
    return new TreeMap<>(rows);
  }

  /** SHA-256 of the artifacts that the rows referred to. */
  public List<String> files() {
    return List.copyOf(files);
  }
}
