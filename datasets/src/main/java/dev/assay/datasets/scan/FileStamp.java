package dev.assay.datasets.scan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * By what a file is known to be unchanged without being read.
 *
 * @param bytes its size
 * @param modifiedNanos when it was last written, in nanoseconds since 1970
 * @param key what the file system calls it (device and inode); empty where it has no such name
 */
public record FileStamp(long bytes, long modifiedNanos, String key) {
  /**
   * A file that was written this shortly before it was read can be written again within the same
   * tick of the file system's clock, and look the same: it is not given a stamp.
   */
  static final Duration SETTLED = Duration.ofSeconds(2);

  /** As one text, to be kept. */
  public String text() {
    return bytes + " " + modifiedNanos + " " + key;
  }

  /**
   * @param text of a stamp
   */
  public static FileStamp ofText(String text) {
    String[] parts = text.split(" ", 3);
    return new FileStamp(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2]);
  }

  /** The stamp as the file is now; empty if it cannot be asked. */
  public static Optional<FileStamp> of(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(
          new FileStamp(now.size(), nanos(now.lastModifiedTime().toInstant()), key(now)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Whether the file lay untouched for a while before the moment. */
  boolean isSettled(Instant moment) {
    return modifiedNanos <= nanos(moment.minus(SETTLED));
  }

  private static String key(BasicFileAttributes attributes) {
    @Nullable Object key = attributes.fileKey();
    return key == null ? "" : key.toString();
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }
}
