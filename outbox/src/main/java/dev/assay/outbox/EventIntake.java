// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Consumes the topics of every {@link Receiver}.
 *
 * <ul>
 *   <li>A record that can never be read becomes a dead letter, and the next one follows.
 *   <li>While the database cannot be reached, records wait.
 *   <li>A record whose handling fails for any other reason is set aside and tried again with
 *       growing pauses, without an end; the others go on meanwhile.
 *   <li>At an orderly stop no further record is taken, the one in hand is finished, and what was
 *       finished is committed. Everything else is delivered again after the next start.
 * </ul>
 */
@ApplicationScoped
public class EventIntake {
  private static final Logger LOG = Logger.getLogger(EventIntake.class);

  /** Before anything else stops: afterwards handlers would find no database. */
  private static final int FIRST = 1;

  private static final Duration STOP = Duration.ofSeconds(8);
  private static final Duration INTERRUPTED = Duration.ofSeconds(2);
  private static final Duration RETRY_POLL = Duration.ofSeconds(1);

  private final Instance<Receiver> receivers;
  private final Inbox inbox;
  private final Letters letters;
  private final Map<String, Object> broker;
  private final String application;
  private final List<IntakeLoop> loops = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Wakeup wakeup = new Wakeup();
  private volatile boolean stopping;

  EventIntake(
      @Any Instance<Receiver> receivers,
      Inbox inbox,
      Letters letters,
      @Identifier("default-kafka-broker") Map<String, Object> broker,
      @ConfigProperty(name = "quarkus.application.name") String application) {
    this.receivers = receivers;
    this.inbox = inbox;
    this.letters = letters;
    this.broker = broker;
    this.application = application;
  }

  void start(@Observes StartupEvent event) {
    for (Receiver receiver : receivers) {
      if (!receiver.topics().isEmpty()) {
        IntakeLoop loop =
            new IntakeLoop(
                receiver, settings(receiver.group().orElse(application)), inbox, letters);
        loops.add(loop);
        threads.add(thread("events-" + loops.size(), loop));
      }
    }
    if (!loops.isEmpty()) {
      threads.add(thread("letters", this::retryLetters));
    }
  }

  private static Thread thread(String name, Runnable task) {
    return Thread.ofPlatform().name(name).daemon().start(task);
  }

  void stop(@Observes @Priority(FIRST) ShutdownEvent event) throws InterruptedException {
    stopping = true;
    loops.forEach(IntakeLoop::stop);
    wakeup.ring();
    long deadline = System.nanoTime() + STOP.toNanos();
    for (Thread thread : threads) {
      if (!thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
        LOG.warnf("%s does not end; what it has in hand is delivered again", thread.getName());
        thread.interrupt();
      }
    }
    for (Thread thread : threads) {
      thread.join(INTERRUPTED);
    }
  }

  Map<String, Object> settings(String group) {
    Map<String, Object> settings = new HashMap<>();
    broker.forEach(
        (name, value) -> {
          if (ConsumerConfig.configNames().contains(name)) {
            settings.put(name, value);
          }
        });
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 100);
    // After a kill the partitions of the dead consumer are free again after this time.
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
    // A topic that is created after the start of this service is found within seconds.
    settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
    // A few large records at a time, so that memory stays flat.
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 * 1024 * 1024);
    return settings;
  }

  /** What each consumer waits for at the moment; empty if all receive. */
  List<Trouble> troubles() {
    return loops.stream().map(IntakeLoop::trouble).flatMap(Optional::stream).toList();
  }

  private void retryLetters() {
    Backoff backoff = new Backoff();
    try {
      while (!stopping) {
        long news = wakeup.count();
        try {
          if (!retryNextLetter()) {
            wakeup.awaitNewer(news, RETRY_POLL);
          }
          backoff.reset();
        } catch (RuntimeException e) {
          LOG.debugf(e, "letters cannot be tried again now: %s", e.getMessage());
          wakeup.awaitNewer(news, backoff.next());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether there was a letter that was due. */
  private boolean retryNextLetter() {
    Letters.@Nullable Due[] tried = {null};
    try {
      return QuarkusTransaction.requiringNew()
          .call(
              () -> {
                Optional<Letters.Due> due = letters.due();
                if (due.isEmpty()) {
                  return false;
                }
                tried[0] = due.get();
                inbox.deliverHere(read(due.get().record()));
                letters.delivered(due.get().id());
                return true;
              });
    } catch (RuntimeException | StackOverflowError e) {
      Letters.Due letter = tried[0];
      if (letter == null || stopping || DatabaseException.passes(e)) {
        throw e;
      }
      String reason = IntakeLoop.reason(e);
      if (e instanceof UnreadableException || Inbox.neverUsable(e)) {
        letters.died(letter, reason);
      } else {
        letters.failedAgain(letter, reason);
      }
      LOG.warnf("a record failed again (%s): %s", letter.record().place(), reason);
      return true;
    }
  }

  private Delivery read(ReceivedRecord record) {
    for (Receiver receiver : receivers) {
      if (receiver.topics().contains(record.topic())) {
        try {
          return receiver.read(record);
        } catch (RuntimeException e) {
          throw new UnreadableException(IntakeLoop.reason(e), e);
        }
      }
    }
    throw new UnreadableException("this service no longer consumes " + record.topic(), null);
  }

  private static final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableException(String reason, @Nullable Throwable cause) {
      super(reason, cause);
    }
  }
}
