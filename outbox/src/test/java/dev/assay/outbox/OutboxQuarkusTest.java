// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionalException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(StackWithBrokerOutages.class)
class OutboxQuarkusTest {
  private static final String TYPE = "dev.assay.something-happened.v1";

  @Inject Outbox outbox;
  @Inject @Readiness OutboxReadiness readiness;
  @Inject DataSource database;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String brokers;

  Runnable killBroker;
  Runnable startBroker;

  @Test
  void sendsTheEventsOfACommittedTransactionAsBinaryCloudEvents() {
    String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    QuarkusTransaction.requiringNew()
        .run(() -> outbox.add("plain", "study", "id-1", TYPE, "{\"a\":1}", trace));

    try (TopicReader reader = new TopicReader(brokers, "plain")) {
      ConsumerRecord<String, String> sent = reader.atLeast(1).getFirst();
      assertThat(sent.key()).isEqualTo("study");
      assertThat(sent.value()).isEqualTo("{\"a\":1}");
      assertThat(TopicReader.header(sent, "ce_id")).isEqualTo("id-1");
      assertThat(TopicReader.header(sent, "ce_type")).isEqualTo(TYPE);
      assertThat(TopicReader.header(sent, "ce_source")).isEqualTo("/outbox-test");
      assertThat(TopicReader.header(sent, "content-type")).isEqualTo("application/json");
      assertThat(TopicReader.header(sent, "traceparent")).isEqualTo(trace);
    }
  }

  @Test
  void sendsNothingOfATransactionThatRolledBack() {
    QuarkusTransaction.begin();
    outbox.add("rolled-back", "study", "lost", TYPE, "{}");
    QuarkusTransaction.rollback();
    add("rolled-back", "kept");

    assertThat(idsIn("rolled-back", 1)).containsExactly("kept");
  }

  @Test
  void ignoresAnEventIdThatWasAddedBefore() {
    assertThat(add("repeated", "once")).isTrue();
    assertThat(add("repeated", "once")).isFalse();
    add("repeated", "last");

    assertThat(idsIn("repeated", 2)).containsExactly("once", "last");
  }

  @Test
  void refusesAnEventOutsideATransaction() {
    assertThatThrownBy(() -> outbox.add("plain", "study", "no-transaction", TYPE, "{}"))
        .isInstanceOf(TransactionalException.class);
  }

  @Test
  void refusesAnEventThatTheBrokerWouldNotTake() {
    String large = "x".repeat(Outbox.LARGEST + 1);

    assertThatThrownBy(
            () ->
                QuarkusTransaction.requiringNew()
                    .run(() -> outbox.add("large", "study", "too-large", TYPE, large)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("900001 bytes");
  }

  @Test
  void sendsTheLargestEventAndPassesOneOfAnEarlierReleaseThatIsTooLarge() {
    Sql.update(
        database,
        "insert into outbox (topic, message_key, event_id, ce_type, payload)"
            + " values ('large', 'study', 'old', 'x', repeat('x', 1250000))");
    QuarkusTransaction.requiringNew()
        .run(() -> outbox.add("large", "study", "largest", TYPE, "x".repeat(Outbox.LARGEST)));

    assertThat(idsIn("large", 1)).containsExactly("largest");
    await().until(() -> unsent() == 0);
  }

  @Test
  void keepsTheOrderInWhichRowsWereAdded() {
    List<String> ids = new ArrayList<>();
    for (int transaction = 0; transaction < 20; transaction++) {
      List<String> some =
          IntStream.range(transaction * 10, transaction * 10 + 10).mapToObj(i -> "o" + i).toList();
      ids.addAll(some);
      QuarkusTransaction.requiringNew()
          .run(() -> some.forEach(id -> outbox.add("ordered", "study", id, TYPE, "{}")));
    }

    assertThat(idsIn("ordered", 200)).isEqualTo(ids);
  }

  @Test
  void survivesAKilledBrokerWithoutLossAndInOrder() {
    add("outage", "before");
    assertThat(idsIn("outage", 1)).containsExactly("before");

    killBroker.run();
    List<String> ids = IntStream.range(0, 30).mapToObj(i -> "during" + i).toList();
    ids.forEach(id -> add("outage", id));
    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(
            () ->
                assertThat(readiness.call().getStatus())
                    .isEqualTo(HealthCheckResponse.Status.DOWN));
    assertThat(readiness.call().getData().orElseThrow().get("reason").toString())
        .contains("outage");
    startBroker.run();

    await().atMost(Duration.ofSeconds(60)).until(() -> unsent() == 0);
    List<String> arrived = idsIn("outage", 31).stream().distinct().toList();
    assertThat(arrived.getFirst()).isEqualTo("before");
    assertThat(arrived.subList(1, arrived.size())).isEqualTo(ids);
    await()
        .untilAsserted(
            () ->
                assertThat(readiness.call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP));
  }

  private int unsent() {
    return Sql.rows(
            database,
            "select count(*) from outbox where sent_at is null and refused_at is null",
            row -> row.getInt(1))
        .getFirst();
  }

  private boolean add(String topic, String id) {
    return QuarkusTransaction.requiringNew().call(() -> outbox.add(topic, "study", id, TYPE, "{}"));
  }

  private List<String> idsIn(String topic, int number) {
    try (TopicReader reader = new TopicReader(brokers, topic)) {
      return reader.atLeast(number).stream().map(r -> TopicReader.header(r, "ce_id")).toList();
    }
  }
}
