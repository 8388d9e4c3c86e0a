// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Sorts the records of a {@link RangedIndex} with little memory: sorted runs in a temporary file
 * next to the target, merged at the end. Not safe for use by several threads.
 */
final class SortedRecords implements AutoCloseable {
  /** Records that are sorted in memory, some 20 MB. */
  static final int RUN = 1 << 18;

  private static final int RECORDS_PER_READ = 1 << 10;

  private final Path folder;
  private final int run;
  private final List<byte[]> pending = new ArrayList<>();
  private final List<Run> runs = new ArrayList<>();
  private final long[] counts = new long[1 << RangedIndex.MOST_BITS];
  private @Nullable FileChannel spilled;
  private long count;

  /**
   * @param folder of the temporary file
   * @param run records that are sorted in memory
   */
  SortedRecords(Path folder, int run) {
    this.folder = folder;
    this.run = run;
  }

  long count() {
    return count;
  }

  void add(PixelsIndex.Located located) throws IOException {
    ByteBuffer record = ByteBuffer.allocate(RangedIndex.RECORD);
    record.put(HexFormat.of().parseHex(located.image()));
    record.putInt(located.width()).putInt(located.height()).putLong(located.offset());
    pending.add(record.array());
    counts[RangedIndex.bucket(record.array(), RangedIndex.MOST_BITS)]++;
    count++;
    if (pending.size() == run) {
      spill();
    }
  }

  /** Number of images before each entry of a table of so many bits, and of all. */
  long[] table(int bits) {
    long[] table = new long[(1 << bits) + 1];
    int perEntry = 1 << (RangedIndex.MOST_BITS - bits);
    for (int i = 0; i < counts.length; i++) {
      table[i / perEntry + 1] += counts[i];
    }
    for (int i = 1; i < table.length; i++) {
      table[i] += table[i - 1];
    }
    return table;
  }

  private void spill() throws IOException {
    pending.sort(Arrays::compareUnsigned);
    if (spilled == null) {
      spilled =
          FileChannel.open(
              Files.createTempFile(folder, ".index", ""),
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    }
    long start = spilled.position();
    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(spilled), 1 << 16);
    for (byte[] record : pending) {
      out.write(record);
    }
    out.flush();
    runs.add(new Run(start, pending.size()));
    pending.clear();
  }

  /**
   * Writes all records in the order of their hashes.
   *
   * @throws IllegalArgumentException if an image was added twice
   */
  void write(DataOutputStream out) throws IOException {
    if (!pending.isEmpty()) {
      spill();
    }
    PriorityQueue<Run> heads =
        new PriorityQueue<>((a, b) -> Arrays.compareUnsigned(a.head(), b.head()));
    for (Run each : runs) {
      each.advance();
      heads.add(each);
    }
    byte[] before = {};
    while (!heads.isEmpty()) {
      Run least = heads.remove();
      byte[] record = least.head();
      boolean twice =
          before.length > 0
              && Arrays.equals(before, 0, RangedIndex.HASH, record, 0, RangedIndex.HASH);
      if (twice) {
        throw PixelsFile.twice(HexFormat.of().formatHex(record, 0, RangedIndex.HASH));
      }
      out.write(record);
      before = record;
      if (least.advance()) {
        heads.add(least);
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (spilled != null) {
      spilled.close();
    }
  }

  /** A sorted part of the temporary file, which is read a piece at a time. */
  private final class Run {
    private long position;
    private int left;
    private ByteBuffer piece = ByteBuffer.allocate(0);
    private byte[] head = {};

    Run(long position, int left) {
      this.position = position;
      this.left = left;
    }

    byte[] head() {
      return head;
    }

    /** Whether there is a further record. */
    boolean advance() throws IOException {
      if (!piece.hasRemaining()) {
        int records = Math.min(left, RECORDS_PER_READ);
        if (records == 0 || spilled == null) {
          return false;
        }
        piece = PixelsFile.read(spilled, position, records * RangedIndex.RECORD);
        position += piece.limit();
        left -= records;
      }
      head = new byte[RangedIndex.RECORD];
      piece.get(head);
      return true;
    }
  }
}
