// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import dev.assay.cli.CliException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The right to run the stack of a home. The operating system releases the lock when its owner ends,
 * also when it is killed. So whoever gets the lock knows that an existing {@code stack.json} is
 * stale.
 */
public final class HomeLock implements AutoCloseable {
  private final FileChannel channel;

  private HomeLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Empty while another process, or another part of this one, has the lock. */
  public static Optional<HomeLock> tryAcquire(Home home) {
    try {
      FileChannel channel =
          FileChannel.open(home.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = null;
      try {
        lock = channel.tryLock();
      } catch (OverlappingFileLockException e) {
        // Another part of this process has the lock; for the caller it is the same.
        lock = null;
      } finally {
        if (lock == null) {
          channel.close();
        }
      }
      return lock == null ? Optional.empty() : Optional.of(new HomeLock(channel));
    } catch (IOException e) {
      throw CliException.environment("the home cannot be locked: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw CliException.environment("the home's lock cannot be released: " + e.getMessage());
    }
  }
}
