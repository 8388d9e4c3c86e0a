// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * Passes a Parquet file on and puts the encodings that its footer lists for each column in the
 * order of the format. Parquet's writer lists them in the order of a hash set of enum constants,
 * which differs between JVMs, so that the same rows could give different bytes (Apache parquet-java
 * issue 3215). The footer is the end of the file: only the last bytes are held back, however long
 * the file.
 */
final class ParquetFooter extends OutputStream {

  /** A footer has some 200 bytes a column and row group; this one would be of 80,000 of them. */
  static final int LONGEST = 16 << 20;

  /**
   * After the footer: its length as four bytes, least first, and the four letters of the format.
   */
  private static final int TRAILER = 8;

  private final OutputStream out;
  private byte[] held = new byte[1 << 16];
  private int count;

  ParquetFooter(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int from = 0; from < length; from += LONGEST) {
      hold(bytes, offset + from, Math.min(LONGEST, length - from));
    }
  }

  private void hold(byte[] bytes, int offset, int length) throws IOException {
    int most = 2 * LONGEST;
    if (count + length > most) {
      int passed = count + length - LONGEST;
      out.write(held, 0, passed);
      System.arraycopy(held, passed, held, 0, count - passed);
      count -= passed;
    }
    if (count + length > held.length) {
      held = Arrays.copyOf(held, Math.min(most, Math.max(2 * held.length, count + length)));
    }
    System.arraycopy(bytes, offset, held, count, length);
    count += length;
  }

  /** Writes the end of the file, with its footer in order; to be called once, after the writer. */
  void finish() throws IOException {
    ByteBuffer end = ByteBuffer.wrap(held, 0, count).order(ByteOrder.LITTLE_ENDIAN);
    int length = end.getInt(count - TRAILER);
    int start = count - TRAILER - length;
    if (length < 0 || start < 0) {
      throw new IOException("a Parquet footer of " + length + " bytes, not of up to " + LONGEST);
    }
    byte[] footer = ordered(Arrays.copyOfRange(held, start, start + length));
    if (footer.length != length) {
      throw new IOException(
          "a Parquet footer of " + length + " bytes has " + footer.length + " in order");
    }
    System.arraycopy(footer, 0, held, start, length);
    out.write(held, 0, count);
    count = 0;
  }

  private static byte[] ordered(byte[] footer) throws IOException {
    FileMetaData file = Util.readFileMetaData(new ByteArrayInputStream(footer));
    for (RowGroup group : file.getRow_groups()) {
      for (ColumnChunk column : group.getColumns()) {
        List<Encoding> encodings = new ArrayList<>(column.getMeta_data().getEncodings());
        Collections.sort(encodings);
        column.getMeta_data().setEncodings(encodings);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(footer.length);
    Util.writeFileMetaData(file, bytes);
    return bytes.toByteArray();
  }
}
