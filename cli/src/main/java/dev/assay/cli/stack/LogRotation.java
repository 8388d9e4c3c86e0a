// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Keeps the logs of a stack's processes from filling the disk: a log that has grown beyond its
 * bound becomes {@code NAME.log.1}, in place of the one before, and the log begins anew.
 *
 * <p>The content is copied and the file then emptied, because a process keeps its output open for
 * as long as it lives. All of them append, so they go on at the new end. Lines that are written
 * between the copy and the emptying are lost.
 */
final class LogRotation implements Runnable {
  /** Two files of this size a process, so less than 1 GB for a stack. */
  static final long MOST_BYTES = 64L << 20;

  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final List<Path> logs;
  private final long most;
  private final BooleanSupplier isStopping;
  private final StackEvents events;

  LogRotation(List<Path> logs, long most, BooleanSupplier isStopping, StackEvents events) {
    this.logs = List.copyOf(logs);
    this.most = most;
    this.isStopping = isStopping;
    this.events = events;
  }

  @Override
  public void run() {
    try {
      while (!isStopping.getAsBoolean()) {
        rotate();
        Thread.sleep(INTERVAL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks at each log once. A log that cannot be rotated is said, and tried again next time. */
  void rotate() {
    for (Path log : logs) {
      try {
        if (Files.exists(log) && Files.size(log) > most) {
          rotate(log);
        }
      } catch (IOException e) {
        events.logNotRotated(log, e);
      }
    }
  }

  private static void rotate(Path log) throws IOException {
    Path earlier = log.resolveSibling(log.getFileName() + ".1");
    Path copy = log.resolveSibling(log.getFileName() + ".1.part");
    try {
      Files.copy(log, copy, StandardCopyOption.REPLACE_EXISTING);
      Files.move(copy, earlier, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      // A full disk is when this matters most: room for new lines is worth more than old ones.
      empty(log);
      delete(e, copy, earlier);
      throw e;
    }
    empty(log);
  }

  private static void delete(IOException cause, Path... files) {
    for (Path file : files) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        cause.addSuppressed(e);
      }
    }
  }

  private static void empty(Path log) throws IOException {
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
  }
}
