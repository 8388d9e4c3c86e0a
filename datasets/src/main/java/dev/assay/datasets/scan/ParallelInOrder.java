// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Processes many files with a few threads and returns the results in the order of the files. At
 * most twice as many results as threads are held, so memory does not grow with the number of files.
 */
public final class ParallelInOrder {
  private final int threads;

  /**
   * @param threads at least 1
   */
  public ParallelInOrder(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, not " + threads);
    }
    this.threads = threads;
  }

  /** Receives one result, in the caller's thread. */
  public interface Receiver<R, E extends Exception> {
    void accept(R result) throws E;
  }

  /** All results as a list. */
  public <T, R> List<R> map(List<T> inputs, Function<T, R> work, ScanProgress progress)
      throws InterruptedException {
    List<R> results = new ArrayList<>(inputs.size());
    this.<T, R, RuntimeException>forEach(inputs, work, results::add, progress);
    return results;
  }

  /**
   * Passes each result to the receiver after all earlier ones.
   *
   * @throws E from the receiver; unfinished work is interrupted then
   */
  public <T, R, E extends Exception> void forEach(
      List<T> inputs, Function<T, R> work, Receiver<R, E> receiver, ScanProgress progress)
      throws E, InterruptedException {
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().name("images-", 0).daemon().factory());
    Deque<Future<R>> window = new ArrayDeque<>();
    try {
      int done = 0;
      for (T input : inputs) {
        if (window.size() == 2 * threads) {
          receiver.accept(result(window.remove()));
          progress.advanced(++done, inputs.size());
        }
        window.add(pool.submit(() -> work.apply(input)));
      }
      while (!window.isEmpty()) {
        receiver.accept(result(window.remove()));
        progress.advanced(++done, inputs.size());
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static <R> R result(Future<R> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException("work on a file failed", e.getCause());
    }
  }
}
