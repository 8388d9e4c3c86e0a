// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.source;

import static dev.assay.datasets.source.UnpackedFolder.refused;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes of one file in a tar archive. Of a sparse file the archive has only the parts that are
 * not zero.
 */
final class TarFileContent extends InputStream {
  private final InputStream in;

  /** Offset and length of each part, in turn. */
  private final List<Long> parts;

  private final long size;
  private int part;
  private long at;

  private TarFileContent(InputStream in, List<Long> parts, long size) {
    this.in = in;
    this.parts = parts;
    this.size = size;
  }

  static TarFileContent plain(InputStream in, long size) {
    return new TarFileContent(in, List.of(0L, size), size);
  }

  /**
   * @param parts offset and length of each part, in turn
   * @param size of the whole file
   * @param stored bytes in the archive
   */
  static TarFileContent sparse(InputStream in, List<Long> parts, long size, long stored) {
    long end = 0;
    long data = 0;
    for (int i = 0; i + 1 < parts.size(); i += 2) {
      long offset = parts.get(i);
      long length = parts.get(i + 1);
      if (offset < end || length > size - offset) {
        throw refused("is damaged: parts of a sparse file overlap or lie outside of it");
      }
      end = offset + length;
      data += length;
    }
    if (parts.size() % 2 != 0 || data != stored) {
      throw refused("is damaged: the parts of a sparse file are not those that are stored");
    }
    return new TarFileContent(in, parts, size);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    while (part < parts.size() && at >= parts.get(part) + parts.get(part + 1)) {
      part += 2;
    }
    if (at >= size) {
      return -1;
    }
    boolean hole = part >= parts.size() || at < parts.get(part);
    if (hole) {
      long end = part >= parts.size() ? size : parts.get(part);
      int count = (int) Math.min(length, end - at);
      Arrays.fill(buffer, offset, offset + count, (byte) 0);
      at += count;
      return count;
    }
    long left = parts.get(part) + parts.get(part + 1) - at;
    int count = in.read(buffer, offset, (int) Math.min(length, left));
    if (count < 0) {
      throw new EOFException("it ends within a file");
    }
    at += count;
    return count;
  }
}
