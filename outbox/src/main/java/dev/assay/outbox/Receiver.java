// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import java.util.Optional;
import java.util.Set;

/**
 * The topics that a service consumes, and what it does with their records. {@link EventIntake}
 * consumes them for each bean of this type.
 */
public interface Receiver {
  /** The topics; without any, nothing is consumed. A topic belongs to one receiver of a service. */
  Set<String> topics();

  /** The Kafka consumer group, if it is not the name of the service. */
  default Optional<String> group() {
    return Optional.empty();
  }

  /**
   * Reads a record, without a side effect and without asking anything else.
   *
   * @throws RuntimeException if the record can never be read; it then becomes a dead letter
   */
  Delivery read(ReceivedRecord record);
}
