// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * One file of an export, whose bytes are made when they are written.
 *
 * @param path with slashes, below the folder of the export
 * @param content always the same bytes
 */
public record ExportFile(String path, Content content) {

  /** Writes the bytes of a file. */
  public interface Content {
    /** Leaves closing the stream to the caller. */
    void write(OutputStream out) throws IOException;
  }

  static ExportFile text(String path, String text) {
    return new ExportFile(path, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
