// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.assay.contracts.Check;
import dev.assay.contracts.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The index of a file of very many images, read by range: a reader holds a table of at most 512 KB,
 * whatever the number of images.
 *
 * <p>Layout, all numbers big-endian: a table of {@code 2^bits + 1} int64, of which entry {@code b}
 * is the number of images whose hash begins with less than {@code b}; then the images sorted by
 * their hashes, each 32 bytes of hash, int32 width, int32 height, int64 offset; then {@link Tail}
 * as JSON; then its length as int64.
 */
final class RangedIndex implements PixelsIndex {
  static final int RECORD = 48;
  static final int HASH = 32;
  static final int MOST_BITS = 16;

  /** Images between two entries of the table, on average, if there are enough entries. */
  private static final int BUCKET = 128;

  /** So many images are read at once. */
  private static final int WINDOW = 512;

  /**
   * What the JSON at the end says.
   *
   * @param bits of the table
   * @param count of the images
   * @param start of the table in the file
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Tail(int resize, @Nullable String interpolation, int bits, long count, long start) {
    Tail {
      Check.atLeast("resize", resize, 1);
      Check.atLeast("count", count, 1);
      Check.atLeast("start", start, PixelsFile.FIRST);
      if (bits < 0 || bits > MOST_BITS) {
        throw new IllegalArgumentException("bits must be 0 to " + MOST_BITS + ", not " + bits);
      }
    }

    long firstRecord() {
      return start + Long.BYTES * ((1L << bits) + 1);
    }

    long end() {
      return Math.addExact(firstRecord(), Math.multiplyExact(count, (long) RECORD));
    }
  }

  /**
   * Bytes of the file.
   *
   * @param to the first after them
   */
  record Bytes(long from, long to) {}

  /**
   * Opens the index of a file.
   *
   * @throws IllegalArgumentException if it has none that is read by range, or is truncated
   */
  static RangedIndex open(FileChannel channel) throws IOException {
    PixelsFile.Ending ending = PixelsFile.ending(channel);
    return new RangedIndex(channel, tail(ending), ending.start());
  }

  /** What the JSON at the end says; likewise. Nothing else of the index has to be there. */
  static Tail tail(FileChannel channel) throws IOException {
    return tail(PixelsFile.ending(channel));
  }

  private static Tail tail(PixelsFile.Ending ending) {
    if (!ending.ranged()) {
      throw new IllegalArgumentException("the index of the pixels file is read as a whole");
    }
    return Json.read(ending.json(), Tail.class);
  }

  /** The bits of a table for so many images. */
  static int bits(long count) {
    int bits = 0;
    while (bits < MOST_BITS && (long) BUCKET << bits < count) {
      bits++;
    }
    return bits;
  }

  /** The entry of the table to which a hash belongs. */
  static int bucket(byte[] hash, int bits) {
    int first = (hash[0] & 0xff) << 8 | hash[1] & 0xff;
    return first >>> (16 - bits);
  }

  private final FileChannel channel;
  private final Tail tail;
  private final long[] table;

  /**
   * @param end of the index, where its JSON begins
   * @throws IllegalArgumentException if the index contradicts itself
   */
  RangedIndex(FileChannel channel, Tail tail, long end) throws IOException {
    if (tail.end() != end) {
      throw new IllegalArgumentException("a truncated pixels file: its index is not complete");
    }
    this.channel = channel;
    this.tail = tail;
    this.table = new long[(1 << tail.bits()) + 1];
    PixelsFile.read(channel, tail.start(), Long.BYTES * table.length).asLongBuffer().get(table);
    boolean ordered = table[0] == 0 && table[table.length - 1] == tail.count();
    for (int i = 1; i < table.length; i++) {
      ordered &= table[i] >= table[i - 1];
    }
    if (!ordered) {
      throw new IllegalArgumentException("a pixels file whose index contradicts itself");
    }
  }

  @Override
  public int resize() {
    return tail.resize();
  }

  @Override
  public Optional<String> interpolation() {
    return Optional.ofNullable(tail.interpolation());
  }

  @Override
  public long size() {
    return tail.count();
  }

  /** The part of the index in which the place of an image is looked for. */
  Bytes window(String image) {
    int bucket = bucket(hash(image), tail.bits());
    return new Bytes(position(table[bucket]), position(table[bucket + 1]));
  }

  /** The pixels of an image; empty if the file does not have it. */
  Bytes pixels(String image) throws IOException {
    return find(image)
        .map(located -> new Bytes(located.offset(), located.end()))
        .orElse(new Bytes(tail.start(), tail.start()));
  }

  private long position(long record) {
    return tail.firstRecord() + record * RECORD;
  }

  private static byte[] hash(String image) {
    return HexFormat.of().parseHex(Check.sha256("image", image));
  }

  @Override
  public Optional<Located> find(String image) throws IOException {
    byte[] hash = hash(image);
    int bucket = bucket(hash, tail.bits());
    long low = table[bucket];
    long high = table[bucket + 1];
    while (high - low > WINDOW) {
      long middle = (low + high) >>> 1;
      if (compare(records(middle, 1).array(), 0, hash) <= 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    ByteBuffer window = records(low, (int) (high - low));
    for (int at = 0; at < window.limit(); at += RECORD) {
      if (compare(window.array(), at, hash) == 0) {
        Located located =
            new Located(
                image,
                window.getInt(at + HASH),
                window.getInt(at + HASH + 4),
                window.getLong(at + HASH + 8));
        located.checkEnd(tail.start());
        return Optional.of(located);
      }
    }
    return Optional.empty();
  }

  private ByteBuffer records(long first, int count) throws IOException {
    return PixelsFile.read(channel, position(first), count * RECORD);
  }

  private static int compare(byte[] records, int at, byte[] hash) {
    return Arrays.compareUnsigned(records, at, at + HASH, hash, 0, HASH);
  }
}
