// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** One event fails while a test says so, some cannot be read. */
@ApplicationScoped
public class ShelvedConsumer implements Receiver {
  static final String TOPIC = "shelved";
  static final AtomicBoolean broken = new AtomicBoolean();
  static final AtomicBoolean readable = new AtomicBoolean();
  static final List<String> handled = new CopyOnWriteArrayList<>();

  private final EventIntake intake;

  ShelvedConsumer(EventIntake intake) {
    this.intake = intake;
  }

  @Incoming(TOPIC)
  @Blocking
  CompletionStage<Void> receive(Message<byte[]> message) {
    return intake.receive(message, this);
  }

  @Override
  public Set<String> topics() {
    return Set.of(TOPIC);
  }

  @Override
  public Delivery read(ReceivedRecord record) {
    String text = record.text();
    if (text.startsWith("later-") && !readable.get()) {
      throw new IllegalArgumentException("not readable yet");
    }
    return Delivery.once(TOPIC + text, () -> handle(text));
  }

  private static void handle(String text) {
    if (text.equals("event-1") && broken.get()) {
      throw new UncheckedIOException(new IOException("no space left on device"));
    }
    handled.add(text);
  }
}
