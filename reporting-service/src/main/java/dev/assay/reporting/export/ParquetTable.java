// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import com.jerolba.carpet.CarpetWriter;
import com.jerolba.carpet.model.WriteRecordModelType;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Parquet files whose bytes depend on their rows alone: ADR 0074. */
final class ParquetTable {
  private ParquetTable() {}

  /** Leaves closing the stream to the caller. */
  static <T> void write(
      OutputStream out, Class<T> type, WriteRecordModelType<T> model, Collection<T> rows)
      throws IOException {
    ParquetFooter file = new ParquetFooter(out);
    try (CarpetWriter<T> writer =
        new CarpetWriter.Builder<T>(new ExportArchive.Unclosed(file), type)
            .withConf(new PlainParquetConfiguration())
            .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
            .withWriteRecordModel(model)
            .build()) {
      writer.write(rows);
    }
    file.finish();
  }
}
