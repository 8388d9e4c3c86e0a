// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A file in memory as input of ImageIO. It records whether a reader requested bytes beyond the end:
 * several readers of ImageIO then leave the rest of the image empty without an error.
 */
final class ByteArrayImageInput extends ImageInputStreamImpl {
  private final byte[] bytes;
  private boolean pastEnd;

  ByteArrayImageInput(byte[] bytes) {
    this.bytes = bytes;
  }

  boolean pastEnd() {
    return pastEnd;
  }

  @Override
  public int read() {
    bitOffset = 0;
    if (streamPos >= bytes.length) {
      pastEnd = true;
      return -1;
    }
    return bytes[(int) streamPos++] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    if (streamPos >= bytes.length) {
      pastEnd = true;
      return -1;
    }
    int count = (int) Math.min(length, bytes.length - streamPos);
    System.arraycopy(bytes, (int) streamPos, target, offset, count);
    streamPos += count;
    return count;
  }

  @Override
  public long length() {
    return bytes.length;
  }
}
