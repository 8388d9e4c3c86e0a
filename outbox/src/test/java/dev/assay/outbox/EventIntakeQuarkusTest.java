// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
class EventIntakeQuarkusTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String GROUP = "outbox-test";
  private static final String DEAD_LETTERS = "assay.dead-letter.outbox-test";

  @Inject Letters letters;
  @Inject EventIntake intake;
  @Inject RecordingConsumer recording;
  @Inject StoppedConsumer stopped;
  @Inject KafkaClientService clients;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String brokers;

  Runnable killBroker;
  Runnable startBroker;
  Runnable killDatabase;
  Runnable startDatabase;

  private List<String> written(String topic) {
    return recording.written(topic);
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
          admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
      OffsetAndMetadata offset = offsets.get(new TopicPartition(topic, 0));
      return offset == null ? 0 : offset.offset();
    }
  }

  private List<Letter> letters(String topic) {
    return letters.list(0, 1000).stream().filter(l -> l.topic().equals(topic)).toList();
  }

  @Test
  void finishesAndCommitsTheRecordInHandWhenItStopsAndNoLaterOne() throws Exception {
    stopWithARecordInHand(StoppedConsumer.FINISHES);

    assertThat(written(StoppedConsumer.FINISHES)).containsExactly("event-0", "event-1");
    await().atMost(PATIENCE).until(() -> committed(StoppedConsumer.FINISHES) == 2);
  }

  @Test
  void handsBackTheRecordInHandWhoseHandlingFailsBecauseOfTheStop() throws Exception {
    stopWithARecordInHand(StoppedConsumer.FAILS);

    assertThat(written(StoppedConsumer.FAILS)).containsExactly("event-0");
    assertThat(letters(StoppedConsumer.FAILS)).isEmpty();
    await().atMost(PATIENCE).until(() -> committed(StoppedConsumer.FAILS) == 1);
  }

  /** Returns when the framework has taken all records from the broker. */
  private void stopWithARecordInHand(String topic) throws Exception {
    StoppedConsumer.Hand hand = stopped.hand(topic);
    sendEvents(topic, 0, 5);
    assertThat(hand.inHand.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

    CompletableFuture<Void> stop = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                hand.intake.stop(new ShutdownEvent());
                stop.complete(null);
              } catch (InterruptedException e) {
                stop.completeExceptionally(e);
              }
            });
    assertThatThrownBy(() -> stop.get(300, TimeUnit.MILLISECONDS))
        .as("a record is in hand")
        .isInstanceOf(TimeoutException.class);
    hand.end.countDown();

    stop.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    sendEvents(topic, 5, 7);
    await().atMost(PATIENCE).until(() -> position(topic) == 7);
  }

  private long position(String topic) {
    return clients
        .getConsumer(topic)
        .getPositions()
        .await()
        .atMost(PATIENCE)
        .getOrDefault(new TopicPartition(topic, 0), 0L);
  }

  @Test
  void waitsForTheDatabaseHoweverLongItIsAway() throws Exception {
    String topic = "database-away";
    sendEvents(topic, 0, 1);
    await().atMost(PATIENCE).until(() -> written(topic).size() == 1);

    killDatabase.run();
    sendEvents(topic, 1, 400);
    await().atMost(PATIENCE).until(() -> !intake.troubles().isEmpty());
    startDatabase.run();

    await().atMost(PATIENCE).ignoreExceptions().until(() -> written(topic).size() == 400);
    assertThat(intake.troubles()).isEmpty();
    assertThat(written(topic)).doesNotHaveDuplicates();
    assertThat(letters(topic)).isEmpty();
    await().atMost(PATIENCE).until(() -> committed(topic) == 400);
  }

  @Test
  void goesOnAfterTheBrokerWasKilled() {
    String topic = "broker-killed";
    sendEvents(topic, 0, 5);
    await().atMost(PATIENCE).until(() -> written(topic).size() == 5);

    killBroker.run();
    startBroker.run();
    sendEvents(topic, 5, 10);

    await().atMost(PATIENCE).until(() -> written(topic).size() == 10);
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
    try (TopicReader reader = new TopicReader(brokers, DEAD_LETTERS)) {
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
      assertThat(intake.troubles()).isEmpty();
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
    await().atMost(PATIENCE).until(() -> committed(topic) == poison.length + 1);
  }

  @Test
  void triesAValidEventAgainWhoseHandlingFailsAndLetsTheOthersPass() throws Exception {
    String topic = ShelvedConsumer.TOPIC;
    ShelvedConsumer.broken.set(true);
    sendEvents(topic, 0, 3);

    await().atMost(PATIENCE).until(() -> ShelvedConsumer.handled.contains("event-2"));
    await().atMost(PATIENCE).until(() -> letters(topic).getFirst().attempts() > 1);
    assertThat(letters(topic).getFirst().state()).isEqualTo("waiting");
    assertThat(letters(topic).getFirst().reason()).endsWith("no space left on device");
    ShelvedConsumer.broken.set(false);

    await().atMost(PATIENCE).until(() -> letters(topic).isEmpty());
    assertThat(ShelvedConsumer.handled).containsExactlyInAnyOrder("event-0", "event-1", "event-2");
  }

  @Test
  void replaysADeadLetterThatCanBeReadNow() throws Exception {
    String topic = ShelvedConsumer.TOPIC;
    send(topic, "later-1".getBytes(StandardCharsets.UTF_8));
    await().atMost(PATIENCE).until(() -> letters(topic).size() == 1);
    Letter dead = letters(topic).getFirst();
    assertThat(dead.state()).isEqualTo("dead");
    ShelvedConsumer.readable.set(true);

    assertThat(letters.replay(dead.id())).isEqualTo(1);

    await().atMost(PATIENCE).until(() -> letters(topic).isEmpty());
    assertThat(ShelvedConsumer.handled).contains("later-1");
    assertThat(letters.drop(dead.id())).isFalse();
  }
}
