package dev.assay.outbox;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells waiting threads that there is news. A thread notes the {@link #count} before it looks for
 * work and waits for a newer one, so that news which comes while it looks are not missed.
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

  /** How often it rang. */
  long count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Returns when it has rung more often than that, or after the time given. */
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
