// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Its intake is its own, so that a test can stop it and nothing else. Its second event stays in
 * hand until a test lets it end.
 */
@ApplicationScoped
public class StoppedConsumer implements Receiver {
  static final String FINISHES = "stopped-finishes";
  static final String FAILS = "stopped-fails";

  private final RecordingConsumer recording;
  private final Hand finishes;
  private final Hand fails;

  /** One channel. */
  static final class Hand {
    final EventIntake intake;
    final CountDownLatch inHand = new CountDownLatch(1);
    final CountDownLatch end = new CountDownLatch(1);

    Hand(EventIntake intake) {
      this.intake = intake;
    }
  }

  StoppedConsumer(
      @Any Instance<Receiver> receivers,
      Inbox inbox,
      Letters letters,
      RecordingConsumer recording) {
    this.recording = recording;
    this.finishes = new Hand(new EventIntake(receivers, inbox, letters));
    this.fails = new Hand(new EventIntake(receivers, inbox, letters));
  }

  Hand hand(String topic) {
    return topic.equals(FINISHES) ? finishes : fails;
  }

  @Incoming(FINISHES)
  @Blocking
  CompletionStage<Void> finishes(Message<byte[]> message) {
    return finishes.intake.receive(message, this);
  }

  @Incoming(FAILS)
  @Blocking
  CompletionStage<Void> fails(Message<byte[]> message) {
    return fails.intake.receive(message, this);
  }

  @Override
  public Set<String> topics() {
    return Set.of(FINISHES, FAILS);
  }

  @Override
  public Delivery read(ReceivedRecord record) {
    Delivery written = recording.read(record);
    return Delivery.once(
        written.eventId(),
        () -> {
          if (record.text().equals("event-1")) {
            Hand hand = hand(record.topic());
            hand.inHand.countDown();
            try {
              hand.end.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            if (record.topic().equals(FAILS)) {
              // What persistence says after it was closed.
              throw new IllegalStateException("the entity manager factory is closed");
            }
          }
          written.handler().run();
        });
  }
}
