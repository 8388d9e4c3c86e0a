// SPDX-License-Identifier: Apache-2.0
package dev.assay.s3;

import dev.assay.artifacts.ArtifactException;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.contracts.file.BlockHashes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One file of {@link PartialCopies}, open for being completed. */
final class PartialCopy implements AutoCloseable {
  /** Neighbouring blocks of one request; a request that is broken off costs no more. */
  private static final int MOST_BLOCKS = 8;

  /** Requests at once. Each needs a buffer, and a connection of the store. */
  private static final int REQUESTS = 4;

  private static final int BUFFER = 1 << 16;

  /** What this process knows of the file. */
  static final class Seen {
    private final BitSet verified = new BitSet();
    private @Nullable FileTime modified;

    synchronized void add(int block) {
      verified.set(block);
    }

    synchronized BitSet missing(BitSet wanted) {
      BitSet missing = (BitSet) wanted.clone();
      missing.andNot(verified);
      return missing;
    }

    synchronized void note(FileTime now) {
      modified = now;
    }

    /** Forgets all if somebody else wrote the file since. */
    synchronized void check(FileTime now) {
      if (!now.equals(modified)) {
        verified.clear();
      }
    }
  }

  private final ArtifactRef ref;
  private final BlockHashes list;
  private final Path file;
  private final Seen seen;
  private final FileChannel channel;
  private final BlockRecord record;

  PartialCopy(ArtifactRef ref, BlockHashes list, Path file, Path record, Seen seen)
      throws IOException {
    this.ref = ref;
    this.list = list;
    this.file = file;
    this.seen = seen;
    // The record first: a file is never without one, but for an empty file.
    this.record = new BlockRecord(record, list);
    try {
      this.channel =
          FileChannel.open(
              file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    } catch (IOException e) {
      this.record.close();
      throw e;
    }
  }

  void complete(BitSet wanted, BlockSource source) throws IOException {
    if (channel.size() != list.length()) {
      stretch();
    }
    seen.check(Files.getLastModifiedTime(file));
    List<BitSet> runs = runs(seen.missing(wanted));
    try {
      if (!runs.isEmpty()) {
        all(runs.stream().map(run -> work(run, source)).toList());
      }
    } finally {
      seen.note(Files.getLastModifiedTime(file));
    }
  }

  /** To its whole length, without writing what is not there. */
  private void stretch() throws IOException {
    channel.truncate(list.length());
    if (channel.size() < list.length()) {
      channel.write(ByteBuffer.allocate(1), list.length() - 1);
    }
  }

  /** Neighbours together, in pieces that one request asks for. */
  private static List<BitSet> runs(BitSet blocks) {
    List<BitSet> runs = new ArrayList<>();
    for (int from = blocks.nextSetBit(0); from >= 0; ) {
      int to = Math.min(blocks.nextClearBit(from), from + MOST_BLOCKS);
      BitSet run = new BitSet();
      run.set(from, to);
      runs.add(run);
      from = blocks.nextSetBit(to);
    }
    return runs;
  }

  /** The first failure ends those that have not begun. */
  private static void all(List<Callable<Void>> works) throws IOException {
    try (ExecutorService threads = Executors.newFixedThreadPool(Math.min(REQUESTS, works.size()))) {
      List<Future<Void>> running = works.stream().map(threads::submit).toList();
      try {
        for (Future<Void> one : running) {
          one.get();
        }
      } catch (ExecutionException e) {
        running.forEach(one -> one.cancel(false));
        throw failure(e.getCause());
      } catch (InterruptedException e) {
        running.forEach(one -> one.cancel(false));
        Thread.currentThread().interrupt();
        throw new IOException("stopped while blocks were fetched", e);
      }
    }
  }

  private static IOException failure(@Nullable Throwable cause) throws IOException {
    if (cause instanceof IOException io) {
      return io;
    }
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return new IOException(cause);
  }

  private Callable<Void> work(BitSet run, BlockSource source) {
    return () -> {
      for (int i = run.nextSetBit(0); i >= 0; i = run.nextSetBit(i + 1)) {
        if (record.has(i) && list.isRight(i, channel)) {
          seen.add(i);
          run.clear(i);
        }
      }
      for (BitSet missing : runs(run)) {
        fetch(missing, source);
      }
      return null;
    };
  }

  /**
   * @param run neighbours
   */
  private void fetch(BitSet run, BlockSource source) throws IOException {
    int from = run.nextSetBit(0);
    int last = run.length() - 1;
    try (InputStream bytes = source.open(list.start(from), list.end(last))) {
      byte[] buffer = new byte[BUFFER];
      for (int block = from; block <= last; block++) {
        record.enter(block);
        MessageDigest digest = Hash.digest();
        for (long at = list.start(block); at < list.end(block); ) {
          int count = read(bytes, buffer, (int) Math.min(BUFFER, list.end(block) - at));
          digest.update(buffer, 0, count);
          write(ByteBuffer.wrap(buffer, 0, count), at);
          at += count;
        }
        if (!list.matches(block, digest.digest())) {
          throw new ArtifactException.Corrupt(
              ref,
              source.where(),
              "other bytes from %d to %d".formatted(list.start(block), list.end(block)));
        }
        seen.add(block);
      }
    }
  }

  /** An error of the line is the store's, not one of this disk. */
  private int read(InputStream bytes, byte[] buffer, int most) {
    try {
      int count = bytes.read(buffer, 0, most);
      if (count < 0) {
        throw new IOException("the answer ended too early");
      }
      return count;
    } catch (IOException e) {
      throw new ArtifactException.Unavailable("cannot read " + ref.uri() + ": " + e, e);
    }
  }

  private void write(ByteBuffer bytes, long position) throws IOException {
    for (long at = position; bytes.hasRemaining(); ) {
      at += channel.write(bytes, at);
    }
  }

  @Override
  public void close() throws IOException {
    try (record) {
      channel.close();
    }
  }
}
