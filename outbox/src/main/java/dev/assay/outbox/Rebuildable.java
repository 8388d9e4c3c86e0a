// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import java.util.Set;

/** Says of a service that it can be made anew from its topics; {@link Rebuild} does so. */
public interface Rebuildable {
  /**
   * The tables that follow from the topics alone; they are emptied, together with the inbox. A
   * service whose tables have what no topic has names none: it keeps all rows, adds those that are
   * missing, and sets right what topics say. Its handlers ask {@link Rebuild#isReplaying}.
   */
  default Set<String> tables() {
    return Set.of();
  }

  /** Handles the records of the topics, in any order and each once. */
  Receiver receiver();

  /** Does more in the transaction in which a rebuild begins. */
  default void begin() {}

  /** Does more in the transaction in which a rebuild ends. */
  default void end() {}
}
