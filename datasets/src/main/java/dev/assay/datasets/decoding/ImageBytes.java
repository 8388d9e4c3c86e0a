// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.decoding;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of one image, which can be read more than once. */
public interface ImageBytes {
  /** Number of bytes. */
  long size() throws IOException;

  InputStream open() throws IOException;

  static ImageBytes of(byte[] bytes) {
    return new ImageBytes() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }
    };
  }

  static ImageBytes of(Path file) {
    return new ImageBytes() {
      @Override
      public long size() throws IOException {
        return Files.size(file);
      }

      @Override
      public InputStream open() throws IOException {
        return Files.newInputStream(file);
      }
    };
  }
}
