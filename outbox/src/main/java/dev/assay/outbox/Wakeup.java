// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Wakes waiting threads. A thread reads the {@link #count} before it asks for work and then waits
 * for a higher one, so that a ring while it asks is not missed.
 */
final class Wakeup {
  private final Lock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private long count;

  void ring() {
    lock.lock();
    try {
      count++;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The number of rings so far. */
  long count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Returns when the count is higher than that, or after the given time. */
  void awaitNewer(long than, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    lock.lock();
    try {
      while (count <= than) {
        long left = deadline - System.nanoTime();
        if (left <= 0 || !news.await(left, TimeUnit.NANOSECONDS)) {
          return;
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
