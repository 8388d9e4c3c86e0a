// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import org.jspecify.annotations.Nullable;

/** What a record says and what is to be done about it, as a {@link Receiver} has read it. */
public final class Delivery {
  enum Kind {
    ONCE,
    REPEATABLE,
    DROPPABLE
  }

  private final Kind kind;
  private final @Nullable String eventId;
  private final Runnable handler;

  private Delivery(Kind kind, @Nullable String eventId, Runnable handler) {
    this.kind = kind;
    this.eventId = eventId;
    this.handler = handler;
  }

  /**
   * An event that counts once, however often it comes.
   *
   * @param eventId follows from the content of the event, whatever its headers say
   * @param handler runs in a transaction that also records the id
   */
  public static Delivery once(String eventId, Runnable handler) {
    return new Delivery(Kind.ONCE, eventId, handler);
  }

  /** A message that may be handled several times; the handler has no transaction. */
  public static Delivery repeatable(Runnable handler) {
    return new Delivery(Kind.REPEATABLE, null, handler);
  }

  /** A message of which the next one says more: it is tried once, and a failure is forgotten. */
  public static Delivery droppable(Runnable handler) {
    return new Delivery(Kind.DROPPABLE, null, handler);
  }

  Kind kind() {
    return kind;
  }

  /** For the kind {@link Kind#ONCE}. */
  String eventId() {
    if (eventId == null) {
      throw new IllegalStateException("only an event that counts once has an id");
    }
    return eventId;
  }

  Runnable handler() {
    return handler;
  }
}
