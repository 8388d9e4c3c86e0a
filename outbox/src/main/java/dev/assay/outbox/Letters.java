// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Records that were set aside, so that they stop no others. A dead one is also announced on the
 * dead-letter topic of the service; a large one by a reference only, so that the announcement
 * always fits. The row has the whole record and is what {@link #replay} uses.
 */
@ApplicationScoped
@Transactional
public class Letters {
  /** Larger payloads are not repeated on the dead-letter topic. */
  static final int WHOLE = 64 * 1024;

  /** Characters of a payload that are shown. */
  private static final int SHOWN = 4_000;

  private static final int REASON = 1_000;
  private static final int KEY = 200;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
  private static final String COLUMNS =
      """
      id, state, topic, record_partition, record_offset, record_key, size, recorded_at,
      set_aside_at, reason, attempts, next_at
      """;

  /** How many letters there are, and what the oldest one that is tried again waits for. */
  public record Count(int waiting, int dead, @Nullable String waitingFor) {}

  record Due(long id, int attempts, ReceivedRecord record) {}

  private final DataSource database;
  private final Outbox outbox;
  private final String deadLetterTopic;

  Letters(
      DataSource database,
      Outbox outbox,
      @ConfigProperty(name = "quarkus.application.name") String application) {
    this.database = database;
    this.outbox = outbox;
    this.deadLetterTopic = "assay.dead-letter." + application;
  }

  /** Keeps a record whose handling failed; it is tried again. */
  void park(ReceivedRecord record, String reason) {
    insert(record, "waiting", reason);
  }

  /** Keeps a record that can never be read, and announces it. */
  void bury(ReceivedRecord record, String reason) {
    if (insert(record, "dead", reason)) {
      announce(record, reason);
    }
  }

  private boolean insert(ReceivedRecord record, String state, String reason) {
    try (Connection connection = database.getConnection()) {
      return Sql.update(
              connection,
              """
              insert into letter (state, topic, record_partition, record_offset, recorded_at,
                record_key, headers, payload, size, reason, attempts, next_at)
              values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, now() + ? * interval '1 millisecond')
              on conflict (topic, record_partition, record_offset) do nothing
              """,
              state,
              record.topic(),
              record.partition(),
              record.offset(),
              Timestamp.from(record.recordedAt()),
              record.key(),
              connection.createArrayOf("text", flat(record.headers())),
              record.payload(),
              record.size(),
              shown(reason, REASON),
              FIRST_PAUSE.toMillis())
          == 1;
    } catch (SQLException e) {
      throw new DatabaseException(e);
    }
  }

  private void announce(ReceivedRecord record, String reason) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("dead-letter-reason", shown(reason, REASON));
    headers.put("dead-letter-topic", record.topic());
    headers.put("dead-letter-partition", Integer.toString(record.partition()));
    headers.put("dead-letter-offset", Long.toString(record.offset()));
    headers.put("dead-letter-size", Integer.toString(record.size()));
    byte[] payload = record.payload();
    String value = payload == null ? "" : new String(payload, StandardCharsets.UTF_8);
    if (record.size() > WHOLE) {
      headers.put("dead-letter-cut", "true");
      value = shown(value, SHOWN);
    }
    outbox.add(
        deadLetterTopic,
        record.key() == null ? "" : key(record.key()),
        "dead-letter/" + record.topic() + "/" + record.partition() + "/" + record.offset(),
        "dev.assay.dead-letter.v1",
        storable(value),
        null,
        headers);
  }

  /** The letter that has been due longest, locked for this transaction. */
  Optional<Due> due() {
    return Sql.rows(
            database,
            """
            select * from letter where state = 'waiting' and next_at <= now()
            order by next_at limit 1 for update skip locked
            """,
            Letters::due)
        .stream()
        .findFirst();
  }

  /** Handled: the letter is no longer needed. */
  void delivered(long id) {
    Sql.update(database, "delete from letter where id = ?", id);
  }

  /** The next attempt is made later; the pauses grow up to ten minutes. */
  void failedAgain(Due letter, String reason) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(letter.attempts(), 10));
    Duration bounded = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    Sql.update(
        database,
        """
        update letter set attempts = attempts + 1, reason = ?,
          next_at = now() + ? * interval '1 millisecond' where id = ?
        """,
        shown(reason, REASON),
        bounded.toMillis(),
        letter.id());
  }

  /** It turned out that it can never be used. */
  void died(Due letter, String reason) {
    Sql.update(
        database,
        "update letter set state = 'dead', attempts = attempts + 1, reason = ? where id = ?",
        shown(reason, REASON),
        letter.id());
    announce(letter.record(), reason);
  }

  public Count count() {
    return Sql.rows(
            database,
            """
            select count(*) filter (where state = 'waiting'), count(*) filter (where state = 'dead'),
              (array_agg(reason order by id) filter (where state = 'waiting'))[1]
            from letter
            """,
            row -> new Count(row.getInt(1), row.getInt(2), row.getString(3)))
        .getFirst();
  }

  /**
   * @param after only letters with a higher id
   */
  public List<Letter> list(long after, int limit) {
    return Sql.rows(
        database,
        "select " + COLUMNS + " from letter where id > ? order by id limit ?",
        row -> letter(row, null),
        after,
        limit);
  }

  public Optional<Letter> find(long id) {
    return Sql.rows(
            database,
            "select " + COLUMNS + ", payload from letter where id = ?",
            row -> {
              byte[] payload = row.getBytes("payload");
              return letter(
                  row,
                  payload == null
                      ? null
                      : shown(new String(payload, StandardCharsets.UTF_8), SHOWN));
            },
            id)
        .stream()
        .findFirst();
  }

  /**
   * Has a letter read and handled again at once.
   *
   * @param id null for all of them
   * @return how many
   */
  public int replay(@Nullable Long id) {
    return Sql.update(
        database,
        "update letter set state = 'waiting', next_at = now() where ?::bigint is null or id = ?",
        id,
        id);
  }

  /**
   * Deletes a letter for good.
   *
   * @return false if there is none
   */
  public boolean drop(long id) {
    return Sql.update(database, "delete from letter where id = ?", id) == 1;
  }

  private static Due due(ResultSet row) throws SQLException {
    String[] flat = (String[]) row.getArray("headers").getArray();
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 0; i + 1 < flat.length; i += 2) {
      headers.put(flat[i], flat[i + 1]);
    }
    return new Due(
        row.getLong("id"),
        row.getInt("attempts"),
        new ReceivedRecord(
            row.getString("topic"),
            row.getInt("record_partition"),
            row.getLong("record_offset"),
            row.getTimestamp("recorded_at").toInstant(),
            row.getBytes("record_key"),
            headers,
            row.getBytes("payload")));
  }

  private static Letter letter(ResultSet row, @Nullable String payload) throws SQLException {
    byte[] key = row.getBytes("record_key");
    boolean dead = row.getString("state").equals("dead");
    return new Letter(
        row.getLong("id"),
        row.getString("state"),
        row.getString("topic"),
        row.getInt("record_partition"),
        row.getLong("record_offset"),
        key == null ? null : key(key),
        row.getInt("size"),
        instant(row, "recorded_at"),
        instant(row, "set_aside_at"),
        row.getString("reason"),
        row.getInt("attempts"),
        dead ? null : instant(row, "next_at"),
        payload);
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getTimestamp(column).toInstant();
  }

  private static String[] flat(Map<String, String> headers) {
    List<String> flat = new ArrayList<>();
    headers.forEach(
        (name, value) -> {
          flat.add(storable(name));
          flat.add(storable(value));
        });
    return flat.toArray(new String[0]);
  }

  private static String key(byte[] key) {
    return shown(new String(key, StandardCharsets.UTF_8), KEY);
  }

  private static String shown(String text, int characters) {
    String storable = storable(text);
    return storable.length() <= characters
        ? storable
        : storable.substring(0, storable.offsetByCodePoints(0, codePoints(storable, characters)))
            + "...";
  }

  /** So many code points that no pair of surrogates is cut. */
  private static int codePoints(String text, int characters) {
    return text.codePointCount(0, characters);
  }

  /** PostgreSQL has no character zero in a text. */
  private static String storable(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }
}
