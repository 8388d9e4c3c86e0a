// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import java.util.Set;

/**
 * What a service does with the records of its topics. A bean of this type has a method for each of
 * its channels, which hands every message on:
 *
 * <pre>
 * &#64;Incoming("events")
 * &#64;Blocking
 * CompletionStage&lt;Void&gt; receive(Message&lt;byte[]&gt; message) {
 *   return intake.receive(message, this);
 * }
 * </pre>
 *
 * The channel has {@code kafka-configuration=intake}.
 */
public interface Receiver {
  /** The topics of its channels. A topic belongs to one receiver of a service. */
  Set<String> topics();

  /**
   * Reads a record, without a side effect and without asking anything else.
   *
   * @throws RuntimeException if the record can never be read; it then becomes a dead letter
   */
  Delivery read(ReceivedRecord record);
}
