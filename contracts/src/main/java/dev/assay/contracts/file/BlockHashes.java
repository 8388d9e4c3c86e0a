// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Check;
import dev.assay.contracts.Hash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The hashes of the blocks of a large file, so that a part of it can be checked as strictly as the
 * whole. Blocks have one length, but for the last, which may be shorter.
 *
 * <p>Layout, numbers big-endian: eight bytes {@code ASSAYBH1}; the SHA-256 of the whole file; int64
 * its length; int32 the length of a block; then the SHA-256 of each block, 32 bytes each.
 */
public final class BlockHashes {
  /** The length of a block where nothing else is asked for: one request to a bucket each. */
  public static final int BLOCK = 8 << 20;

  /** A block is never shorter: its hash would be a large part of it. */
  public static final int LEAST_BLOCK = 1 << 12;

  /** A block is never longer. */
  public static final int MOST_BLOCK = 64 << 20;

  private static final byte[] MAGIC = "ASSAYBH1".getBytes(StandardCharsets.US_ASCII);
  private static final int HASH = 32;
  private static final int HEADER = MAGIC.length + HASH + Long.BYTES + Integer.BYTES;

  /** Of blocks of a list: 16 TiB at 8 MiB each. */
  private static final long MOST_BLOCKS = 1 << 21;

  private static final int BUFFER = 1 << 16;

  private final String file;
  private final long length;
  private final int block;
  private final byte[] hashes;

  private BlockHashes(String file, long length, int block, byte[] hashes) {
    this.file = file;
    this.length = length;
    this.block = block;
    this.hashes = hashes;
  }

  /**
   * Reads a file and hashes its blocks.
   *
   * @param ref of the file, whose bytes are those of the reference
   * @param block length of a block
   * @throws IllegalArgumentException if the file has another length than the reference says, or too
   *     many blocks
   */
  public static BlockHashes of(Path file, ArtifactRef ref, int block) throws IOException {
    int count = count(ref.size(), block);
    byte[] hashes = new byte[HASH * count];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() != ref.size()) {
        throw new IllegalArgumentException(
            "a file of %d bytes, and a reference to %d".formatted(channel.size(), ref.size()));
      }
      for (int i = 0; i < count; i++) {
        long start = (long) i * block;
        byte[] hash =
            hash(channel, start, Math.min(ref.size(), start + block))
                .orElseThrow(() -> new IOException("the file became shorter while it was read"));
        System.arraycopy(hash, 0, hashes, HASH * i, HASH);
      }
    }
    return new BlockHashes(ref.sha256(), ref.size(), block, hashes);
  }

  /** The hash of bytes of a file; empty if it ends before them. */
  private static Optional<byte[]> hash(FileChannel channel, long from, long to) throws IOException {
    MessageDigest digest = Hash.digest();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    for (long at = from; at < to; ) {
      buffer.clear().limit((int) Math.min(BUFFER, to - at));
      int read = channel.read(buffer, at);
      if (read < 0) {
        return Optional.empty();
      }
      digest.update(buffer.flip());
      at += read;
    }
    return Optional.of(digest.digest());
  }

  /**
   * @throws IllegalArgumentException if the file is no such list, or contradicts itself
   */
  public static BlockHashes read(Path list) throws IOException {
    long size = Files.size(list);
    if (size < HEADER + HASH || size > HEADER + HASH * MOST_BLOCKS) {
      throw refused("it has " + size + " bytes");
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(list));
    byte[] magic = new byte[MAGIC.length];
    bytes.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw refused("it does not begin with ASSAYBH1");
    }
    byte[] file = new byte[HASH];
    bytes.get(file);
    long length = bytes.getLong();
    int block = bytes.getInt();
    if (length < 1 || bytes.remaining() != HASH * count(length, block)) {
      throw refused(
          "%d bytes of hashes are not those of a file of %d bytes in blocks of %d"
              .formatted(bytes.remaining(), length, block));
    }
    byte[] hashes = new byte[bytes.remaining()];
    bytes.get(hashes);
    return new BlockHashes(HexFormat.of().formatHex(file), length, block, hashes);
  }

  private static IllegalArgumentException refused(String why) {
    return new IllegalArgumentException("not a list of hashes of blocks: " + why);
  }

  private static int count(long length, int block) {
    Check.within("block", block, LEAST_BLOCK, MOST_BLOCK);
    long count = (length + block - 1) / block;
    if (count > MOST_BLOCKS) {
      throw new IllegalArgumentException(
          "a file of %d bytes has %d blocks of %d; %d are possible"
              .formatted(length, count, block, MOST_BLOCKS));
    }
    return (int) count;
  }

  public void write(Path list) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER + hashes.length);
    bytes.put(MAGIC).put(HexFormat.of().parseHex(file)).putLong(length).putInt(block).put(hashes);
    Files.write(list, bytes.array());
  }

  /** Whether this is the list of that file. */
  public boolean isOf(ArtifactRef ref) {
    return file.equals(ref.sha256()) && length == ref.size();
  }

  /** The length of the file in bytes. */
  public long length() {
    return length;
  }

  /** The length of every block but the last. */
  public int block() {
    return block;
  }

  /** The number of blocks. */
  public int count() {
    return hashes.length / HASH;
  }

  /** Where a block begins in the file. */
  public long start(int index) {
    return (long) index * block;
  }

  /** Where a block ends in the file. */
  public long end(int index) {
    return Math.min(length, start(index) + block);
  }

  /**
   * @param sha256 of 32 bytes
   */
  public boolean matches(int index, byte[] sha256) {
    return Arrays.equals(hashes, HASH * index, HASH * (index + 1), sha256, 0, sha256.length);
  }

  /** Whether a file has the right bytes where this block is. */
  public boolean isRight(int index, FileChannel file) throws IOException {
    return hash(file, start(index), end(index)).filter(found -> matches(index, found)).isPresent();
  }

  /**
   * Adds the blocks that have some of the bytes from {@code from} to before {@code to}.
   *
   * @throws IllegalArgumentException if the file does not have these bytes
   */
  public void add(BitSet blocks, long from, long to) {
    if (from < 0 || from > to || to > length) {
      throw new IllegalArgumentException(
          "a file of %d bytes has no bytes %d to %d".formatted(length, from, to));
    }
    if (from < to) {
      blocks.set((int) (from / block), (int) ((to - 1) / block) + 1);
    }
  }
}
