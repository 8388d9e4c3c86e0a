// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import java.util.concurrent.CompletableFuture;

/**
 * Requests running work to stop, because it has no live request any more, because another worker
 * has claimed it, or because this process shuts down. However the work then ends, its lease is
 * released and no failure is counted.
 */
public final class StopSignal {
  private final CompletableFuture<Void> requested = new CompletableFuture<>();

  void request() {
    requested.complete(null);
  }

  public boolean isRequested() {
    return requested.isDone();
  }

  /** Completes when the work must stop; so that a caller can wait for it and for something else. */
  public CompletableFuture<Void> future() {
    return requested.copy();
  }
}
