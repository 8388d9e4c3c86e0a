// SPDX-License-Identifier: Apache-2.0
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
 * Size, time and identity of a file, by which a scan knows without reading it that it is unchanged.
 *
 * @param bytes its size
 * @param modifiedNanos when it was last written, in nanoseconds since 1970
 * @param key device and inode in the notation of the file system; empty where it has none
 */
public record FileStamp(long bytes, long modifiedNanos, String key) {
  /**
   * A file that was written later than this before it was read gets no stamp: a second write within
   * the same tick of the file system's clock would not change the stamp.
   */
  static final Duration SETTLED = Duration.ofSeconds(2);

  /** The stamp as one text, for the database. */
  public String text() {
    return bytes + " " + modifiedNanos + " " + key;
  }

  /**
   * @param text as {@link #text} returns it
   */
  public static FileStamp ofText(String text) {
    String[] parts = text.split(" ", 3);
    return new FileStamp(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2]);
  }

  /** The stamp of the file now; empty if its attributes cannot be read. */
  public static Optional<FileStamp> of(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(
          new FileStamp(now.size(), nanos(now.lastModifiedTime().toInstant()), key(now)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Whether the file was last written at least {@link #SETTLED} before the moment. */
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
