// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import java.util.Set;

/** Says of a service that it can be made anew from its topics; {@link Rebuild} does so. */
public interface Rebuildable {
  /** The tables that follow from the topics; they are emptied, together with the inbox. */
  Set<String> tables();

  /** Handles the records of the topics, in any order and each once. */
  Receiver receiver();
}
