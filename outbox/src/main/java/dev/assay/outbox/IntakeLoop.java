// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Consumes the topics of one {@link Receiver} in one thread, record by record.
 *
 * <p>An offset is committed only when everything before it was handled, set aside with its content
 * in the database, or is no longer wanted. So whatever ends this loop, and whenever, the broker
 * delivers the rest again, and the inbox knows what comes twice. While the database cannot be
 * reached, the first record is tried again for ever, with growing pauses; the consumer keeps its
 * partitions meanwhile, because it goes on polling with all of them paused.
 */
final class IntakeLoop implements Runnable {
  private static final Logger LOG = Logger.getLogger(IntakeLoop.class);

  /** An orderly stop is noticed after this time at the latest. */
  private static final Duration POLL = Duration.ofMillis(250);

  /** While records are in hand the broker must hear of the consumer from time to time. */
  private static final Duration BETWEEN_POLLS = Duration.ofSeconds(10);

  private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);
  private static final Duration COMMIT = Duration.ofSeconds(5);
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final Receiver receiver;
  private final Map<String, Object> settings;
  private final Inbox inbox;
  private final Letters letters;
  private final Deque<ConsumerRecord<byte[], byte[]>> inHand = new ArrayDeque<>();
  private final Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
  private final Backoff backoff = new Backoff();
  private volatile boolean stopping;
  private volatile @Nullable Trouble trouble;
  private long polledAt;
  private long committedAt;

  /**
   * @param settings of the Kafka consumer
   */
  IntakeLoop(Receiver receiver, Map<String, Object> settings, Inbox inbox, Letters letters) {
    this.receiver = receiver;
    this.settings = settings;
    this.inbox = inbox;
    this.letters = letters;
  }

  /** Takes no further record; the one in hand is finished, or handed back. */
  void stop() {
    stopping = true;
  }

  /** Why nothing is received at the moment; empty if records are. */
  Optional<Trouble> trouble() {
    return Optional.ofNullable(trouble);
  }

  @Override
  public void run() {
    while (!stopping) {
      try {
        consume();
      } catch (InterruptedException | org.apache.kafka.common.errors.InterruptException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException | Error e) {
        // Whatever it was: records that were not committed come again.
        noteTrouble(e);
        try {
          Thread.sleep(backoff.next());
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  private void consume() throws InterruptedException {
    KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings);
    try {
      inHand.clear();
      done.clear();
      consumer.subscribe(receiver.topics(), new Partitions(consumer));
      while (!stopping) {
        if (inHand.isEmpty()) {
          commit(consumer);
          consumer.resume(consumer.paused());
          receive(consumer.poll(POLL));
        } else {
          handleFirst(consumer);
        }
      }
      commit(consumer);
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE));
    }
  }

  private void receive(ConsumerRecords<byte[], byte[]> records) {
    polledAt = System.nanoTime();
    records.forEach(inHand::add);
  }

  private void handleFirst(KafkaConsumer<byte[], byte[]> consumer) throws InterruptedException {
    ConsumerRecord<byte[], byte[]> record = inHand.element();
    if (handled(ReceivedRecord.of(record))) {
      inHand.remove();
      done.put(
          new TopicPartition(record.topic(), record.partition()),
          new OffsetAndMetadata(record.offset() + 1));
      noteSuccess();
      if (since(committedAt).compareTo(COMMIT_EVERY) > 0) {
        commit(consumer);
      }
      if (since(polledAt).compareTo(BETWEEN_POLLS) > 0) {
        pollPaused(consumer, Duration.ZERO);
      }
    } else {
      pollPaused(consumer, backoff.next());
    }
  }

  /** Lets the broker hear of the consumer without taking more records from it. */
  private void pollPaused(KafkaConsumer<byte[], byte[]> consumer, Duration pause)
      throws InterruptedException {
    long end = System.nanoTime() + pause.toNanos();
    do {
      consumer.pause(consumer.assignment());
      Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      receive(consumer.poll(left.compareTo(POLL) < 0 ? left : POLL));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    } while (System.nanoTime() < end && !stopping);
  }

  /**
   * @return false if the record must be tried again, because the database cannot be reached or the
   *     service stops
   */
  private boolean handled(ReceivedRecord record) {
    Delivery delivery;
    try {
      delivery = receiver.read(record);
    } catch (RuntimeException | StackOverflowError e) {
      return setAside(record, e, () -> letters.bury(record, reason(e)));
    }
    try {
      inbox.deliver(delivery);
      return true;
    } catch (RuntimeException e) {
      if (delivery.kind() == Delivery.Kind.DROPPABLE) {
        LOG.debugf(e, "a record is dropped: %s", record.place());
        return true;
      }
      if (stopping || DatabaseException.passes(e)) {
        noteTrouble(e);
        return false;
      }
      return Inbox.neverUsable(e)
          ? setAside(record, e, () -> letters.bury(record, reason(e)))
          : setAside(record, e, () -> letters.park(record, reason(e)));
    }
  }

  private boolean setAside(ReceivedRecord record, Throwable cause, Runnable action) {
    try {
      action.run();
      LOG.warnf(cause, "a record is set aside (%s): %s", record.place(), cause.getMessage());
      return true;
    } catch (RuntimeException e) {
      e.addSuppressed(cause);
      noteTrouble(e);
      return false;
    }
  }

  static String reason(Throwable cause) {
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private void commit(KafkaConsumer<byte[], byte[]> consumer) {
    committedAt = System.nanoTime();
    if (done.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(Map.copyOf(done), COMMIT);
      done.clear();
    } catch (RetriableException e) {
      // The broker does not answer: these offsets are committed with the next ones.
      noteTrouble(e);
    }
  }

  private void noteSuccess() {
    if (trouble != null) {
      LOG.infof("records of %s are handled again", receiver.topics());
    }
    trouble = null;
    backoff.reset();
  }

  private void noteTrouble(Throwable failure) {
    Trouble known = trouble;
    if (known == null) {
      LOG.warnf(failure, "records wait and are tried again: %s", reason(failure));
    }
    trouble = new Trouble(known == null ? Instant.now() : known.since(), reason(failure));
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  /** Called by the consumer while it polls. */
  private final class Partitions implements ConsumerRebalanceListener {
    private final KafkaConsumer<byte[], byte[]> consumer;

    Partitions(KafkaConsumer<byte[], byte[]> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      if (!inHand.isEmpty()) {
        consumer.pause(partitions);
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      commit(consumer);
      forget(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      forget(partitions);
    }

    private void forget(Collection<TopicPartition> partitions) {
      Set<TopicPartition> gone = Set.copyOf(partitions);
      done.keySet().removeAll(gone);
      inHand.removeIf(r -> gone.contains(new TopicPartition(r.topic(), r.partition())));
    }
  }
}
