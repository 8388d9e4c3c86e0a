// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import static com.jerolba.carpet.model.FieldTypes.DOUBLE;
import static com.jerolba.carpet.model.FieldTypes.STRING;
import static com.jerolba.carpet.model.FieldTypes.writeRecordModel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParquetFooterTest {
  private static final int TRAILER = 8;

  private record Row(String site, double probability) {}

  @Test
  void encodingsAreInTheOrderOfTheFormat() throws IOException {
    List<List<Encoding>> encodings =
        columns(footer(table(200))).stream().map(c -> c.getMeta_data().getEncodings()).toList();

    assertThat(encodings).isNotEmpty().allSatisfy(list -> assertThat(list).isSorted());
    // A file whose columns had one encoding each would show nothing.
    assertThat(encodings).anySatisfy(list -> assertThat(list).hasSizeGreaterThan(2));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void anyOrderThatTheWriterTookGivesTheSameBytes(long seed) throws IOException {
    byte[] table = table(200);
    FileMetaData footer = footer(table);
    Random random = new Random(seed);
    for (ColumnChunk column : columns(footer)) {
      List<Encoding> shuffled = new ArrayList<>(column.getMeta_data().getEncodings());
      Collections.shuffle(shuffled, random);
      column.getMeta_data().setEncodings(shuffled);
    }
    byte[] asWritten = withFooter(table, footer);

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ParquetFooter file = new ParquetFooter(out);
    file.write(asWritten);
    file.finish();

    assertThat(out.toByteArray()).isEqualTo(table);
  }

  @Test
  void aLongFileIsPassedOnWhileItIsWritten() throws IOException {
    byte[] table = table(50);
    byte[] before = new byte[5 * ParquetFooter.LONGEST / 2 + 7];
    new Random(5).nextBytes(before);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ParquetFooter file = new ParquetFooter(out);

    file.write(before);
    assertThat(out.size()).isGreaterThanOrEqualTo(before.length - 2 * ParquetFooter.LONGEST);
    for (byte b : table) {
      file.write(b);
    }
    file.finish();

    byte[] written = out.toByteArray();
    assertThat(written).hasSize(before.length + table.length);
    assertThat(Arrays.equals(before, 0, before.length, written, 0, before.length)).isTrue();
    assertThat(Arrays.copyOfRange(written, before.length, written.length)).isEqualTo(table);
  }

  @Test
  void aFooterThatIsLongerThanWhatIsHeldIsAFault() throws IOException {
    ParquetFooter file = new ParquetFooter(new ByteArrayOutputStream());
    file.write(
        ByteBuffer.allocate(12)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(0)
            .putInt(5)
            .put("PAR1".getBytes(StandardCharsets.US_ASCII))
            .array());

    assertThatIOException().isThrownBy(file::finish).withMessageContaining("footer of 5 bytes");
  }

  private static byte[] table(int rows) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ParquetTable.write(
        out,
        Row.class,
        writeRecordModel(Row.class)
            .withField("site", STRING, Row::site)
            .withField("probability", DOUBLE.notNull(), Row::probability),
        IntStream.range(0, rows).mapToObj(i -> new Row("ward " + i % 3, i / 256.)).toList());
    return out.toByteArray();
  }

  private static int start(byte[] table) {
    int length = ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN).getInt(table.length - 8);
    return table.length - TRAILER - length;
  }

  private static FileMetaData footer(byte[] table) throws IOException {
    int start = start(table);
    return Util.readFileMetaData(
        new ByteArrayInputStream(table, start, table.length - TRAILER - start));
  }

  private static List<ColumnChunk> columns(FileMetaData footer) {
    return footer.getRow_groups().stream().flatMap(g -> g.getColumns().stream()).toList();
  }

  private static byte[] withFooter(byte[] table, FileMetaData footer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(table, 0, start(table));
    Util.writeFileMetaData(footer, out);
    out.write(table, table.length - TRAILER, TRAILER);
    return out.toByteArray();
  }
}
