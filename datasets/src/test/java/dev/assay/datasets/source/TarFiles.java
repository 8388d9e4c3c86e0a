// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Tar archives, byte by byte, also such as no program writes. */
public final class TarFiles {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  public TarFiles file(String name, byte[] content) {
    return entry('0', name.getBytes(StandardCharsets.UTF_8), "", content);
  }

  TarFiles file(String name) {
    return file(name, name.getBytes(StandardCharsets.UTF_8));
  }

  TarFiles link(char type, String name, String target) {
    return entry(type, name.getBytes(StandardCharsets.UTF_8), target, new byte[0]);
  }

  TarFiles entry(char type, byte[] name, String target, byte[] content) {
    bytes.writeBytes(header(type, name, target, content.length));
    bytes.writeBytes(content);
    bytes.writeBytes(new byte[-content.length & 511]);
    return this;
  }

  TarFiles raw(byte[] some) {
    bytes.writeBytes(some);
    return this;
  }

  static byte[] header(char type, byte[] name, String target, long size) {
    byte[] header = new byte[512];
    System.arraycopy(name, 0, header, 0, name.length);
    put(header, 100, "0000644\0");
    put(header, 124, "%011o ".formatted(size));
    put(header, 136, "00000000000 ");
    header[156] = (byte) type;
    put(header, 157, target);
    put(header, 257, "ustar\00000");
    return withChecksum(header);
  }

  static byte[] withChecksum(byte[] header) {
    put(header, 148, "        ");
    int sum = 0;
    for (byte value : header) {
      sum += value & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    return header;
  }

  static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  /** Without the end mark. */
  byte[] open() {
    return bytes.toByteArray();
  }

  public byte[] bytes() {
    return new TarFiles().raw(open()).raw(new byte[1024]).open();
  }

  public static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }
}
