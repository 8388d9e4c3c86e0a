// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Handles the records of every {@link Receiver}, whose channel delivers them one at a time. A
 * record is acknowledged, and its offset committed, only when it was handled, or set aside with its
 * content in the database. So whatever ends this service, and whenever, the broker delivers the
 * rest again, and the inbox knows what comes twice.
 *
 * <ul>
 *   <li>A record that can never be read becomes a dead letter, and the next one follows.
 *   <li>While the database cannot be reached, a record is tried again with growing pauses, without
 *       an end. The framework keeps the partitions meanwhile, because it goes on polling.
 *   <li>A record whose handling fails for any other reason is set aside and tried again with
 *       growing pauses, without an end; the others go on meanwhile.
 *   <li>At an orderly stop the record in hand is finished. What is delivered later is neither
 *       handled nor acknowledged, and comes again after the next start.
 * </ul>
 */
@ApplicationScoped
public class EventIntake {
  private static final Logger LOG = Logger.getLogger(EventIntake.class);

  /** Before anything else stops: afterwards handlers would find no database. */
  private static final int FIRST = 1;

  private static final Duration STOP = Duration.ofSeconds(8);
  private static final Duration RETRY_POLL = Duration.ofSeconds(1);

  private final Instance<Receiver> receivers;
  private final Inbox inbox;
  private final Letters letters;

  /**
   * Whoever has a record in hand holds the lock for reading, so a stop can wait for all of them.
   */
  private final ReadWriteLock hands = new ReentrantReadWriteLock();

  /** By the place of the record that waits. */
  private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();

  private final Wakeup wakeup = new Wakeup();
  private volatile boolean stopping;

  EventIntake(@Any Instance<Receiver> receivers, Inbox inbox, Letters letters) {
    this.receivers = receivers;
    this.inbox = inbox;
    this.letters = letters;
  }

  void start(@Observes StartupEvent event) {
    Thread.ofPlatform().name("letters").daemon().start(this::retryLetters);
  }

  void stop(@Observes @Priority(FIRST) ShutdownEvent event) throws InterruptedException {
    stopping = true;
    wakeup.ring();
    if (hands.writeLock().tryLock(STOP.toNanos(), TimeUnit.NANOSECONDS)) {
      hands.writeLock().unlock();
    } else {
      LOG.warn("a record in hand is not finished in time; it is delivered again");
    }
  }

  /**
   * Handles a record; called by the method of a receiver that has the channel. Returns after the
   * record was handled or set aside, however long that takes, and never throws: a failed method
   * would end its channel for good.
   *
   * @return completed when the record is acknowledged; never completed if the service stops first
   */
  public CompletionStage<Void> receive(Message<byte[]> message, Receiver receiver) {
    ReceivedRecord record = record(message);
    hands.readLock().lock();
    try {
      return settle(record, receiver) ? message.ack() : new CompletableFuture<>();
    } catch (InterruptedException e) {
      // Only a stop interrupts.
      Thread.currentThread().interrupt();
      return new CompletableFuture<>();
    } finally {
      troubles.remove(record.place());
      hands.readLock().unlock();
    }
  }

  @SuppressWarnings("unchecked")
  private static ReceivedRecord record(Message<byte[]> message) {
    IncomingKafkaRecordMetadata<byte[], byte[]> kafka =
        message.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow();
    return ReceivedRecord.of(kafka.getRecord());
  }

  /** Does something while no record is in hand and none is begun. */
  <T> T alone(Supplier<T> action) {
    hands.writeLock().lock();
    try {
      return action.get();
    } finally {
      hands.writeLock().unlock();
    }
  }

  /**
   * Handles a record for {@link #alone}; returns when it was handled or set aside.
   *
   * @throws IllegalStateException if the service stops first
   */
  void handleNow(ReceivedRecord record, Receiver receiver) {
    try {
      if (settle(record, receiver)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      troubles.remove(record.place());
    }
    throw new IllegalStateException("the service stops; it goes on with its next start");
  }

  /** Returns false if the service stops before the record is handled or set aside. */
  private boolean settle(ReceivedRecord record, Receiver receiver) throws InterruptedException {
    Backoff backoff = new Backoff();
    while (!stopping) {
      long news = wakeup.count();
      try {
        handle(record, receiver);
        if (troubles.containsKey(record.place())) {
          LOG.infof("records of %s are handled again", record.topic());
        }
        return true;
      } catch (RuntimeException | Error e) {
        noteTrouble(record, e);
        wakeup.awaitNewer(news, backoff.next());
      }
    }
    return false;
  }

  /** Returns when the record was handled or set aside; what it throws is to be waited for. */
  private void handle(ReceivedRecord record, Receiver receiver) {
    Delivery delivery;
    try {
      delivery = receiver.read(record);
    } catch (RuntimeException | StackOverflowError e) {
      setAside(record, e, letters::bury);
      return;
    }
    try {
      inbox.deliver(delivery);
    } catch (RuntimeException e) {
      if (delivery.kind() == Delivery.Kind.DROPPABLE) {
        LOG.debugf(e, "a record is dropped: %s", record.place());
      } else if (stopping || DatabaseException.passes(e)) {
        throw e;
      } else {
        setAside(record, e, Inbox.neverUsable(e) ? letters::bury : letters::park);
      }
    }
  }

  private static void setAside(
      ReceivedRecord record, Throwable cause, BiConsumer<ReceivedRecord, String> action) {
    try {
      action.accept(record, reason(cause));
    } catch (RuntimeException e) {
      e.addSuppressed(cause);
      throw e;
    }
    LOG.warnf(cause, "a record is set aside (%s): %s", record.place(), cause.getMessage());
  }

  static String reason(Throwable cause) {
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private void noteTrouble(ReceivedRecord record, Throwable failure) {
    Trouble known = troubles.get(record.place());
    if (known == null) {
      LOG.warnf(failure, "records wait and are tried again: %s", reason(failure));
    }
    Instant since = known == null ? Instant.now() : known.since();
    troubles.put(record.place(), new Trouble(since, reason(failure)));
  }

  /** What records in hand wait for at the moment; empty if none waits. */
  List<Trouble> troubles() {
    return List.copyOf(troubles.values());
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
        } catch (RuntimeException | Error e) {
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
    hands.readLock().lock();
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
      String reason = reason(e);
      if (e instanceof UnreadableException || Inbox.neverUsable(e)) {
        letters.died(letter, reason);
      } else {
        letters.failedAgain(letter, reason);
      }
      LOG.warnf("a record failed again (%s): %s", letter.record().place(), reason);
      return true;
    } finally {
      hands.readLock().unlock();
    }
  }

  private Delivery read(ReceivedRecord record) {
    for (Receiver receiver : receivers) {
      if (receiver.topics().contains(record.topic())) {
        try {
          return receiver.read(record);
        } catch (RuntimeException e) {
          throw new UnreadableException(reason(e), e);
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
