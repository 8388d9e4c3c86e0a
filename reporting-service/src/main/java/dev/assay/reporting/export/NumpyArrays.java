// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A file that {@code numpy.load} reads without pickles: a zip of arrays in the format NPY 1.0. The
 * same arrays give the same bytes.
 */
final class NumpyArrays {
  private static final LocalDateTime NEVER = LocalDateTime.of(1980, 1, 1, 0, 0);

  /** A header ends where the data can be mapped. */
  private static final int ALIGNED = 64;

  /** Magic number, version and length, which come before the text of a header. */
  private static final int BEFORE_TEXT = 10;

  private final ZipOutputStream zip;

  /** One row of numbers. */
  interface Rows {
    /** Puts the row's numbers, little-endian. */
    void put(int row, ByteBuffer into);
  }

  /** Leaves closing the stream to the caller. */
  NumpyArrays(OutputStream out) {
    zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    zip.setLevel(Deflater.BEST_SPEED);
  }

  /** A table of float32. */
  void floats(String name, int rows, int columns, Rows values) throws IOException {
    begin(name, "<f4", "(%d, %d)".formatted(rows, columns));
    ByteBuffer row = ByteBuffer.allocate(columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    OutputStream out = new BufferedOutputStream(new ExportArchive.Unclosed(zip), 1 << 16);
    for (int i = 0; i < rows; i++) {
      row.clear();
      values.put(i, row);
      if (row.hasRemaining()) {
        throw new IllegalArgumentException("row " + i + " of " + name + " is too short");
      }
      out.write(row.array());
    }
    out.flush();
    zip.closeEntry();
  }

  /** A table of int8. */
  void bytes(String name, List<byte[]> rows, int columns) throws IOException {
    begin(name, "|i1", "(%d, %d)".formatted(rows.size(), columns));
    OutputStream out = new BufferedOutputStream(new ExportArchive.Unclosed(zip), 1 << 16);
    for (byte[] row : rows) {
      if (row.length != columns) {
        throw new IllegalArgumentException(
            "a row of %s has %d values, not %d".formatted(name, row.length, columns));
      }
      out.write(row);
    }
    out.flush();
    zip.closeEntry();
  }

  /** A list of texts, each padded with zeros to the longest. */
  void texts(String name, List<String> values) throws IOException {
    int longest =
        Math.max(
            1,
            values.stream()
                .mapToInt(text -> text.codePointCount(0, text.length()))
                .max()
                .orElse(1));
    begin(name, "<U" + longest, "(%d,)".formatted(values.size()));
    ByteBuffer cell = ByteBuffer.allocate(longest * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    OutputStream out = new BufferedOutputStream(new ExportArchive.Unclosed(zip), 1 << 16);
    for (String text : values) {
      cell.clear();
      text.codePoints().forEach(cell::putInt);
      while (cell.hasRemaining()) {
        cell.putInt(0);
      }
      out.write(cell.array());
    }
    out.flush();
    zip.closeEntry();
  }

  /** The end of the file, without which it cannot be read. */
  void finish() throws IOException {
    zip.finish();
  }

  private void begin(String name, String type, String shape) throws IOException {
    ZipEntry entry = new ZipEntry(name + ".npy");
    entry.setTimeLocal(NEVER);
    zip.putNextEntry(entry);
    String text = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape);
    int padding = ALIGNED - (BEFORE_TEXT + text.length() + 1) % ALIGNED;
    String padded = text + " ".repeat(padding % ALIGNED) + "\n";
    ByteBuffer head = ByteBuffer.allocate(BEFORE_TEXT).order(ByteOrder.LITTLE_ENDIAN);
    head.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    head.put((byte) 1).put((byte) 0).putShort((short) padded.length());
    zip.write(head.array());
    zip.write(padded.getBytes(StandardCharsets.US_ASCII));
  }
}
