// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import java.util.List;

/**
 * Results of a service that lie in the artifact store, where they can be damaged or lost. {@link
 * Repairs} checks those of each bean of this type.
 */
public interface StoredResults {
  /** Keys of the done work whose results are stored, at most so many, in order. */
  List<String> keys(String after, int most);

  /**
   * Whether everything that was stored for this work can be read and is what was stored.
   *
   * @throws RuntimeException if the store itself cannot be used
   */
  boolean areIntact(String workKey);
}
