// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** With settings that forget everything after a day. */
@QuarkusTest
@TestProfile(RetentionQuarkusTest.Short.class)
@QuarkusTestResource(value = StackWithBrokerOutages.class, restrictToAnnotatedClass = true)
class RetentionQuarkusTest {
  /** Everything expires after a day; nothing is purged by itself. */
  public static final class Short implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "assay.retention.every", "0s",
          "assay.retention.outbox", "1d",
          "assay.retention.inbox", "1d",
          "assay.retention.work", "1d");
    }
  }

  private static final String ARTIFACT = "assay:sha256/";

  @Inject Retention retention;
  @Inject References references;
  @Inject Outbox outbox;
  @Inject WorkQueue queue;
  @Inject DataSource database;

  private int count(String query) {
    return Sql.rows(database, "select count(*) from " + query, row -> row.getInt(1)).getFirst();
  }

  private void execute(String statement) {
    Sql.update(database, statement);
  }

  /** More than two batches, and rows that are not old enough or not sent among them. */
  @Test
  void keepsTheIdsOfSentEventsAndForgetsTheirContents() {
    execute(
        """
        insert into outbox (topic, message_key, event_id, ce_type, payload, sent_at, refused_at)
        select 'shelved', 'k', 'old-' || n, 't', '{}', now() - interval '25 hours', null
        from generate_series(1, 2500) n
        """);
    execute(
        """
        insert into outbox (topic, message_key, event_id, ce_type, payload, sent_at, refused_at)
        values ('shelved', 'k', 'young', 't', '{}', now() - interval '23 hours', null),
               ('shelved', 'k', 'never-sent', 't', '{}', null, now())
        """);

    retention.purge();

    assertThat(count("outbox where event_id like 'old-%' and payload = ''")).isEqualTo(2500);
    assertThat(count("outbox where event_id in ('young', 'never-sent') and payload <> ''"))
        .isEqualTo(2);
    boolean sentAgain =
        QuarkusTransaction.requiringNew()
            .call(() -> outbox.add("shelved", "k", "old-7", "t", "{}"));
    assertThat(sentAgain).isFalse();
  }

  @Test
  void forgetsOldIdsOfTheInboxOnly() {
    execute(
        """
        insert into inbox (event_id, received_at)
        select 'in-' || n, now() - n * interval '1 hour' from generate_series(1, 48) n
        """);

    retention.purge();

    assertThat(count("inbox where event_id like 'in-%'")).isEqualTo(23);
  }

  @Test
  void removesEndedWorkWithItsRequestsAndNoOther() {
    for (String key : new String[] {"ended", "waiting", "ended-now"}) {
      QuarkusTransaction.requiringNew()
          .run(() -> queue.request("retention-" + key, "{}", "cell", "retention", 0));
    }
    execute(
        "update work set state = 'done', ended_at = now() where work_key = 'retention-ended-now'");
    execute(
        """
        update work set state = 'done', ended_at = now() - interval '25 hours'
        where work_key = 'retention-ended'
        """);

    retention.purge();

    assertThat(count("work where work_key like 'retention-%'")).isEqualTo(2);
    assertThat(count("work_demand where work_key = 'retention-ended'")).isZero();
    RequestResult anew =
        QuarkusTransaction.requiringNew()
            .call(() -> queue.request("retention-ended", "{}", "cell", "retention", 0));
    assertThat(anew).isEqualTo(RequestResult.WAITING);
  }

  @Test
  void findsReferencesInEveryTableAndEveryKindOfColumn() {
    String sent = "1".repeat(64);
    String worked = "2".repeat(64);
    String aside = "3".repeat(64);
    String both = "4".repeat(64);
    execute(
        """
        insert into outbox (topic, message_key, event_id, ce_type, payload, refused_at)
        values ('shelved', 'k', 'refers', 't', '{"a":"%s","b":"%s"}', now())
        """
            .formatted(ARTIFACT + sent, ARTIFACT + both));
    QuarkusTransaction.requiringNew()
        .run(() -> queue.request("refers", ARTIFACT + worked, "cell", "refers", 0));
    execute(
        """
        insert into letter (state, topic, record_partition, record_offset, recorded_at, headers,
          payload, size, reason, attempts, next_at)
        values ('dead', 'shelved', 0, 999999, now(), '{}', convert_to('x%s\ny%s', 'UTF8'), 9, 'r', 1, now())
        """
            .formatted(ARTIFACT + aside, ARTIFACT + both));

    TreeSet<String> found = new TreeSet<>();
    references.forEach(found::add);

    assertThat(found).contains(sent, worked, aside, both);
    assertThat(found).allMatch(sha256 -> sha256.matches("[0-9a-f]{64}"));
  }
}
