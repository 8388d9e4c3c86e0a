// SPDX-License-Identifier: Apache-2.0
package dev.assay.s3;

import dev.assay.contracts.file.BlockHashes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Which blocks a {@link PartialCopy} may have: int32 length of a block, big-endian, then a byte for
 * each, 1 if it may be there. Bytes, not bits, so that two processes that write it lose nothing.
 */
final class BlockRecord implements AutoCloseable {
  static final String END = ".held";
  private static final byte HELD = 1;

  private final FileChannel channel;
  private final byte[] held;

  /** Makes a record without blocks where there is none of this list. */
  BlockRecord(Path file, BlockHashes list) throws IOException {
    this.held = new byte[list.count()];
    this.channel =
        FileChannel.open(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    try {
      if (!read(list)) {
        channel.truncate(0);
        channel.write(ByteBuffer.allocate(Integer.BYTES).putInt(list.block()).flip(), 0);
        channel.write(ByteBuffer.wrap(held), Integer.BYTES);
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private boolean read(BlockHashes list) throws IOException {
    if (channel.size() != Integer.BYTES + held.length) {
      return false;
    }
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + held.length);
    while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {
      // Until all of it is read.
    }
    if (bytes.hasRemaining() || bytes.flip().getInt() != list.block()) {
      return false;
    }
    bytes.get(held);
    return true;
  }

  boolean has(int block) {
    return held[block] == HELD;
  }

  /** Enters a block whose bytes will be written. */
  void enter(int block) throws IOException {
    held[block] = HELD;
    channel.write(ByteBuffer.wrap(new byte[] {HELD}), Integer.BYTES + block);
  }

  /**
   * The bytes of a file that a record accounts for.
   *
   * @param length of the file
   * @return 0 if there is no record
   */
  static long bytes(Path file, long length) throws IOException {
    try {
      ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file));
      if (all.remaining() < Integer.BYTES) {
        return 0;
      }
      long block = all.getInt();
      long bytes = 0;
      for (long start = 0; all.hasRemaining(); start += block) {
        bytes += all.get() == HELD ? Math.max(0, Math.min(block, length - start)) : 0;
      }
      return bytes;
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
