package dev.assay.cli.stack;

import dev.assay.cli.CliException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The right to run the one stack of a home. The system releases it when its holder dies, however
 * that happens, so a lock that can be taken means that a {@code stack.json} is stale.
 */
public final class HomeLock implements AutoCloseable {
  private final FileChannel channel;

  private HomeLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Empty while another process, or another part of this one, holds it. */
  public static Optional<HomeLock> tryAcquire(Home home) {
    try {
      FileChannel channel =
          FileChannel.open(home.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = null;
      try {
        lock = channel.tryLock();
      } catch (OverlappingFileLockException e) {
        // Held by this very process; for the caller that is the same as by another.
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
