// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;

/**
 * Writes TIFF files, classic and BigTIFF, of either byte order, for tests: strips or tiles of
 * uncompressed or deflated samples.
 */
final class TiffFiles {
  private final ByteOrder order;
  private final boolean big;
  private final List<long[]> tags = new ArrayList<>();
  private final List<byte[]> segments = new ArrayList<>();
  private boolean tiled;
  private boolean deflated;

  TiffFiles(ByteOrder order, boolean big, int width, int height) {
    this.order = order;
    this.big = big;
    tag(256, width).tag(257, height);
  }

  /** An image of grey levels or colours in one strip, 8 bits a sample. */
  static TiffFiles plain(int width, int height, int photometric, int samples, byte[] pixels) {
    long[] bits = new long[samples];
    java.util.Arrays.fill(bits, 8);
    return new TiffFiles(ByteOrder.LITTLE_ENDIAN, false, width, height)
        .tag(258, bits)
        .tag(262, photometric)
        .tag(277, samples)
        .strip(pixels);
  }

  /** All values are written as SHORT, or as LONG if one does not fit. A tag can occur twice. */
  TiffFiles tag(int tag, long... values) {
    long[] all = new long[values.length + 1];
    all[0] = tag;
    System.arraycopy(values, 0, all, 1, values.length);
    tags.add(all);
    return this;
  }

  TiffFiles without(int tag) {
    tags.removeIf(t -> t[0] == tag);
    return this;
  }

  TiffFiles deflated() {
    deflated = true;
    return tag(259, 8);
  }

  TiffFiles strip(byte[] bytes) {
    segments.add(bytes);
    return this;
  }

  TiffFiles tile(byte[] bytes) {
    tiled = true;
    return strip(bytes);
  }

  /** Samples of 16 bits in the byte order of the file. */
  byte[] words(int... samples) {
    ByteBuffer out = ByteBuffer.allocate(2 * samples.length).order(order);
    for (int sample : samples) {
      out.putShort((short) sample);
    }
    return out.array();
  }

  byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(1 << 20).order(order);
    byte mark = (byte) (order == ByteOrder.LITTLE_ENDIAN ? 'I' : 'M');
    out.put(mark).put(mark).putShort((short) (big ? 43 : 42));
    out.position(big ? 16 : 8);
    long[] offsets = new long[segments.size()];
    long[] counts = new long[segments.size()];
    for (int i = 0; i < offsets.length; i++) {
      byte[] bytes = deflated ? deflate(segments.get(i)) : segments.get(i);
      offsets[i] = out.position();
      counts[i] = bytes.length;
      out.put(bytes);
    }
    tag(tiled ? 324 : 273, offsets).tag(tiled ? 325 : 279, counts);
    tags.sort(java.util.Comparator.comparingLong(t -> t[0]));
    int[] at = new int[tags.size()];
    for (int i = 0; i < at.length; i++) {
      at[i] = out.position();
      for (int v = 1; v < tags.get(i).length; v++) {
        write(out, tags.get(i), tags.get(i)[v]);
      }
    }
    int directory = out.position();
    if (big) {
      out.putShort(4, (short) 8).putLong(8, directory).putLong(tags.size());
    } else {
      out.putInt(4, directory).putShort((short) tags.size());
    }
    for (int i = 0; i < at.length; i++) {
      entry(out, tags.get(i), at[i]);
    }
    out.putLong(0);
    byte[] file = new byte[out.position()];
    out.get(0, file);
    return file;
  }

  private void entry(ByteBuffer out, long[] tag, int at) {
    int count = tag.length - 1;
    boolean wide = isWide(tag);
    int type = !wide ? 3 : big ? 16 : 4;
    out.putShort((short) tag[0]).putShort((short) type);
    int room = big ? 8 : 4;
    if (big) {
      out.putLong(count);
    } else {
      out.putInt(count);
    }
    if (count * (!wide ? 2 : big ? 8 : 4) > room) {
      if (big) {
        out.putLong(at);
      } else {
        out.putInt(at);
      }
      return;
    }
    int end = out.position() + room;
    for (int v = 1; v <= count; v++) {
      write(out, tag, tag[v]);
    }
    out.position(end);
  }

  private void write(ByteBuffer out, long[] tag, long value) {
    if (!isWide(tag)) {
      out.putShort((short) value);
    } else if (big) {
      out.putLong(value);
    } else {
      out.putInt((int) value);
    }
  }

  private static boolean isWide(long[] tag) {
    for (int i = 1; i < tag.length; i++) {
      if (tag[i] > 0xffff) {
        return true;
      }
    }
    return false;
  }

  private static byte[] deflate(byte[] bytes) {
    Deflater deflater = new Deflater();
    deflater.setInput(bytes);
    deflater.finish();
    byte[] buffer = new byte[bytes.length + 100];
    int length = deflater.deflate(buffer);
    deflater.end();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(buffer, 0, length);
    return out.toByteArray();
  }
}
