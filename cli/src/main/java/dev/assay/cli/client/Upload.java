// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.client;

import dev.assay.datasets.DatasetException;
import dev.assay.datasets.layout.Folders;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * An archive as it is, or a folder as a zip stream, which is made while it is sent and needs no
 * copy on the disk.
 */
final class Upload {
  private static final int PIPE = 256 * 1024;

  private Upload() {}

  /**
   * Names in the zip are relative to the folder, have {@code /} between their parts and are sorted.
   *
   * @param images a folder, or an archive, which is not changed
   */
  static InputStream of(Path images) {
    if (Files.isRegularFile(images)) {
      try {
        return new BufferedInputStream(Files.newInputStream(images), PIPE);
      } catch (IOException e) {
        throw new UncheckedIOException(images + " cannot be read", e);
      }
    }
    return zipOfFolder(images);
  }

  private static InputStream zipOfFolder(Path folder) {
    List<Path> files;
    try {
      // Links are followed; those that lead nowhere or back are no files.
      files = Folders.files(folder).stream().sorted().toList();
    } catch (DatasetException e) {
      throw new UncheckedIOException(new IOException(folder + " cannot be listed", e));
    }
    try {
      PipedInputStream read = new PipedInputStream(PIPE);
      PipedOutputStream written = new PipedOutputStream(read);
      Thread.ofPlatform().daemon().name("zip").start(() -> write(folder, files, written));
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path folder, List<Path> files, OutputStream out) {
    try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(out, PIPE))) {
      // JPEG and PNG are compressed already.
      zip.setLevel(Deflater.BEST_SPEED);
      for (Path file : files) {
        zip.putNextEntry(new ZipEntry(folder.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    } catch (IOException e) {
      // The reader gets a broken pipe and fails the request with a message for the user.
      throw new UncheckedIOException(folder + " cannot be sent", e);
    }
  }
}
