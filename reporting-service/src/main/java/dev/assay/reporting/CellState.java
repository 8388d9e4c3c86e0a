// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import org.jspecify.annotations.Nullable;

/**
 * How a cell has ended.
 *
 * @param evaluationKey of its metrics; absent while it has none
 * @param failed whether an attempt failed; metrics outweigh it
 */
public record CellState(@Nullable String evaluationKey, boolean failed) {
  public boolean isDone() {
    return evaluationKey != null;
  }
}
