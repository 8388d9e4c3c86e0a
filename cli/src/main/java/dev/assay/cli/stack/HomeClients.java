// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import dev.assay.cli.CliException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The commands that use the stack of a home. Each has a locked file in {@code HOME/clients}; the
 * operating system releases the lock when the command ends, also when it is killed.
 */
public final class HomeClients implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Path folder;
  private final Path file;
  private final FileChannel channel;

  private HomeClients(Path folder, Path file, FileChannel channel) {
    this.folder = folder;
    this.file = file;
    this.channel = channel;
  }

  /** Counts this command among those that use the stack, until it is closed. */
  public static HomeClients join(Home home) {
    Path folder = home.folder().resolve("clients");
    Path file =
        folder.resolve(ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet() + ".lock");
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel.lock();
      return new HomeClients(folder, file, channel);
    } catch (IOException e) {
      throw CliException.environment("cannot write " + file + ": " + e.getMessage());
    }
  }

  /** The number of other commands that use the stack. */
  public int others() {
    int others = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path other : files.filter(f -> !f.equals(file)).toList()) {
        others += isHeld(other) ? 1 : 0;
      }
    } catch (IOException e) {
      throw CliException.environment("cannot read " + folder + ": " + e.getMessage());
    }
    return others;
  }

  /** A file that nobody holds is of a command that was killed, and is deleted. */
  private static boolean isHeld(Path file) throws IOException {
    try (FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = other.tryLock()) {
      if (lock == null) {
        return true;
      }
      Files.deleteIfExists(file);
      return false;
    } catch (OverlappingFileLockException e) {
      // Another part of this process holds it.
      return true;
    } catch (NoSuchFileException e) {
      // It has ended in the meantime.
      return false;
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
      channel.close();
    } catch (IOException e) {
      throw CliException.environment("cannot remove " + file + ": " + e.getMessage());
    }
  }
}
