// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.thumbnail;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The thumbnails of a version: a zip of JPEGs, each named by the keyed id of the content of its
 * image. JPEGs do not get smaller, so they are stored as they are.
 */
final class ThumbnailFile implements AutoCloseable {
  static final String MEDIA_TYPE = "application/zip";

  /** The first that a zip can state; a real time would make each file another artifact. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final ZipFile zip;

  ThumbnailFile(Path file) throws IOException {
    this.zip = new ZipFile(file.toFile());
  }

  Optional<byte[]> get(String content) throws IOException {
    ZipEntry entry = zip.getEntry(name(content));
    if (entry == null) {
      return Optional.empty();
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return Optional.of(in.readAllBytes());
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  private static String name(String content) {
    return content + ".jpg";
  }

  /** Writes one from front to back. */
  static final class Writer implements AutoCloseable {
    private final ZipOutputStream out;
    private int count;

    Writer(OutputStream target) {
      this.out = new ZipOutputStream(target);
      out.setMethod(ZipOutputStream.STORED);
    }

    void add(String content, byte[] jpeg) throws IOException {
      ZipEntry entry = new ZipEntry(name(content));
      CRC32 crc = new CRC32();
      crc.update(jpeg);
      entry.setCrc(crc.getValue());
      entry.setSize(jpeg.length);
      entry.setTimeLocal(TIME);
      out.putNextEntry(entry);
      out.write(jpeg);
      out.closeEntry();
      count++;
    }

    int count() {
      return count;
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
