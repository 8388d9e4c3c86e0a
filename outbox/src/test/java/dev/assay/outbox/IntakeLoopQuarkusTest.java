// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** With a real broker and a real database, both of which are killed. */
@QuarkusTest
@QuarkusTestResource(StackWithBrokerOutages.class)
class IntakeLoopQuarkusTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String DEAD_LETTERS = "assay.dead-letter.outbox-test";

  @Inject Inbox inbox;
  @Inject Letters letters;
  @Inject EventIntake intake;
  @Inject DataSource database;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String brokers;

  Runnable killBroker;
  Runnable startBroker;
  Runnable killDatabase;
  Runnable startDatabase;

  /** Ids are the text of the records; a record that begins with a brace cannot be read. */
  private final class Recording implements Receiver {
    private final String topic;
    private final Consumer<String> handler;

    Recording(String topic, Consumer<String> handler) {
      this.topic = topic;
      this.handler = handler;
    }

    @Override
    public Set<String> topics() {
      return Set.of(topic);
    }

    @Override
    public Delivery read(ReceivedRecord record) {
      String text = record.text();
      if (!text.startsWith("event-")) {
        throw new IllegalArgumentException("not an event of this test");
      }
      return Delivery.once(topic + text, () -> handler.accept(text));
    }
  }

  /** Counts what commits, in the same transaction. */
  private void write(String topic, String id) {
    Sql.update(
        database,
        "insert into outbox (topic, message_key, event_id, ce_type, payload, sent_at)"
            + " values ('handled', ?, gen_random_uuid()::text, 'x', ?, now())",
        topic,
        id);
  }

  private List<String> written(String topic) {
    return Sql.rows(
        database,
        "select payload from outbox where topic = 'handled' and message_key = ? order by seq",
        row -> row.getString(1),
        topic);
  }

  private final class Running implements AutoCloseable {
    private final IntakeLoop loop;
    private final Thread thread;

    Running(Receiver receiver) {
      Map<String, Object> settings = intake.settings(receiver.topics().iterator().next());
      loop = new IntakeLoop(receiver, settings, inbox, letters);
      thread = Thread.ofPlatform().start(loop);
    }

    @Override
    public void close() throws InterruptedException {
      loop.stop();
      assertThat(thread.join(PATIENCE)).isTrue();
    }
  }

  private void send(String topic, byte[]... values) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers, "max.request.size", 2_000_000),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      List<Future<?>> sent = new ArrayList<>();
      for (byte[] value : values) {
        sent.add(
            producer.send(
                new ProducerRecord<>(topic, "study".getBytes(StandardCharsets.UTF_8), value)));
      }
      for (Future<?> one : sent) {
        one.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void sendEvents(String topic, int from, int to) {
    byte[][] values = new byte[to - from][];
    for (int i = from; i < to; i++) {
      values[i - from] = ("event-" + i).getBytes(StandardCharsets.UTF_8);
    }
    send(topic, values);
  }

  private long committed(String topic) throws Exception {
    try (Admin admin = Admin.create(new HashMap<>(Map.of("bootstrap.servers", brokers)))) {
      Map<TopicPartition, OffsetAndMetadata> offsets =
          admin.listConsumerGroupOffsets(topic).partitionsToOffsetAndMetadata().get();
      OffsetAndMetadata offset = offsets.get(new TopicPartition(topic, 0));
      return offset == null ? 0 : offset.offset();
    }
  }

  private List<Letter> letters(String topic) {
    return letters.list(0, 1000).stream().filter(l -> l.topic().equals(topic)).toList();
  }

  @Test
  void losesNothingWhenItIsStoppedManyTimesWithEventsInFlight() throws Exception {
    String topic = "stopped-often";
    int events = 300;
    sendEvents(topic, 0, events);
    Random random = new Random(7);
    int stops = 0;

    while (written(topic).size() < events) {
      AtomicBoolean closed = new AtomicBoolean();
      CountDownLatch some = new CountDownLatch(1 + random.nextInt(25));
      try (Running running =
          new Running(
              new Recording(
                  topic,
                  id -> {
                    some.countDown();
                    if (closed.get()) {
                      // What persistence says after it was closed.
                      throw new IllegalStateException("the entity manager factory is closed");
                    }
                    write(topic, id);
                  }))) {
        if (!some.await(10, TimeUnit.SECONDS)) {
          continue;
        }
        running.loop.stop();
        closed.set(true);
        stops++;
      }
      assertThat(committed(topic)).isLessThanOrEqualTo(written(topic).size());
    }

    assertThat(stops).isGreaterThan(8);
    assertThat(written(topic)).doesNotHaveDuplicates().hasSize(events);
    assertThat(letters(topic)).isEmpty();
  }

  @Test
  void waitsForTheDatabaseHoweverLongItIsAway() throws Exception {
    String topic = "database-away";
    try (Running running = new Running(new Recording(topic, id -> write(topic, id)))) {
      sendEvents(topic, 0, 1);
      await().atMost(PATIENCE).until(() -> written(topic).size() == 1);

      killDatabase.run();
      sendEvents(topic, 1, 40);
      await().atMost(PATIENCE).until(() -> running.loop.trouble().isPresent());
      startDatabase.run();

      await().atMost(PATIENCE).ignoreExceptions().until(() -> written(topic).size() == 40);
      assertThat(running.loop.trouble()).isEmpty();
    }
    assertThat(written(topic)).doesNotHaveDuplicates();
    assertThat(letters(topic)).isEmpty();
    assertThat(committed(topic)).isEqualTo(40);
  }

  @Test
  void goesOnAfterTheBrokerWasKilled() throws Exception {
    String topic = "broker-killed";
    try (Running running = new Running(new Recording(topic, id -> write(topic, id)))) {
      sendEvents(topic, 0, 5);
      await().atMost(PATIENCE).until(() -> written(topic).size() == 5);

      killBroker.run();
      startBroker.run();
      sendEvents(topic, 5, 10);

      await().atMost(PATIENCE).until(() -> written(topic).size() == 10);
      assertThat(running.thread.isAlive()).isTrue();
    }
    assertThat(written(topic)).doesNotHaveDuplicates();
  }

  @Test
  void makesPoisonOfEveryKindAndSizeADeadLetterThatFitsIntoItsTopic() throws Exception {
    String topic = "poisoned";
    byte[] huge = new byte[1_048_000 - 600];
    Arrays.fill(huge, (byte) 'x');
    byte[] zero = "event-\0".getBytes(StandardCharsets.UTF_8);
    byte[] wide = "\uD83D\uDE00".repeat(100_000).getBytes(StandardCharsets.UTF_8);
    byte[][] poison = {
      huge,
      wide,
      new byte[0],
      null,
      "{\"studyId\": 7".getBytes(StandardCharsets.UTF_8),
      {(byte) 0xC3, (byte) 0x28},
      new byte[] {0, 0, 0},
      zero,
      "[".repeat(200_000).getBytes(StandardCharsets.UTF_8)
    };
    List<ConsumerRecord<String, String>> dead;
    try (Running running = new Running(new Recording(topic, id -> write(topic, id)));
        TopicReader reader = new TopicReader(brokers, DEAD_LETTERS)) {
      send(topic, poison);
      sendEvents(topic, 0, 1);

      await().atMost(PATIENCE).until(() -> written(topic).contains("event-0"));
      int all = poison.length;
      do {
        // Other tests have dead letters, too.
        dead =
            reader.atLeast(all).stream()
                .filter(r -> TopicReader.header(r, "dead-letter-topic").equals(topic))
                .toList();
        all++;
      } while (dead.size() < poison.length && all < poison.length + 5);
      assertThat(running.loop.trouble()).isEmpty();
    }
    assertThat(dead).hasSize(poison.length);
    assertThat(dead.getFirst().value()).hasSizeLessThan(5_000);
    assertThat(TopicReader.header(dead.getFirst(), "dead-letter-size"))
        .isEqualTo(Integer.toString(huge.length));
    assertThat(TopicReader.header(dead.getFirst(), "dead-letter-reason"))
        .isEqualTo("not an event of this test");
    assertThat(letters(topic)).hasSize(poison.length).allMatch(l -> l.state().equals("dead"));
    assertThat(letters(topic).getFirst().size()).isEqualTo(huge.length);
    assertThat(letters.find(letters(topic).getFirst().id()).orElseThrow().payload())
        .startsWith("xxx");
    assertThat(committed(topic)).isEqualTo(poison.length + 1);
  }

  @Test
  void triesAValidEventAgainWhoseHandlingFailsAndLetsTheOthersPass() throws Exception {
    String topic = ShelvedReceiver.TOPIC;
    ShelvedReceiver.broken.set(true);
    sendEvents(topic, 0, 3);

    await().atMost(PATIENCE).until(() -> ShelvedReceiver.handled.contains("event-2"));
    await().atMost(PATIENCE).until(() -> letters(topic).getFirst().attempts() > 1);
    assertThat(letters(topic).getFirst().state()).isEqualTo("waiting");
    assertThat(letters(topic).getFirst().reason()).endsWith("no space left on device");
    ShelvedReceiver.broken.set(false);

    await().atMost(PATIENCE).until(() -> letters(topic).isEmpty());
    assertThat(ShelvedReceiver.handled).containsExactlyInAnyOrder("event-0", "event-1", "event-2");
  }

  @Test
  void replaysADeadLetterThatCanBeReadNow() throws Exception {
    String topic = ShelvedReceiver.TOPIC;
    send(topic, "later-1".getBytes(StandardCharsets.UTF_8));
    await().atMost(PATIENCE).until(() -> letters(topic).size() == 1);
    Letter dead = letters(topic).getFirst();
    assertThat(dead.state()).isEqualTo("dead");
    ShelvedReceiver.readable.set(true);

    assertThat(letters.replay(dead.id())).isEqualTo(1);

    await().atMost(PATIENCE).until(() -> letters(topic).isEmpty());
    assertThat(ShelvedReceiver.handled).contains("later-1");
    assertThat(letters.drop(dead.id())).isFalse();
  }
}
