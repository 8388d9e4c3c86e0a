package dev.assay.outbox;

import java.util.concurrent.CompletableFuture;

/**
 * Says to running work that it must stop: nobody wants it any more, another worker has the lease,
 * or this process shuts down. The work then ends soon, in whatever way; its lease is released.
 */
public final class StopSignal {
  private final CompletableFuture<Void> requested = new CompletableFuture<>();

  void request() {
    requested.complete(null);
  }

  public boolean isRequested() {
    return requested.isDone();
  }

  /** Completes when the work must stop; for waiting on it together with something else. */
  public CompletableFuture<Void> future() {
    return requested.copy();
  }
}
