// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.client;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A folder as a zip stream, which is made while it is sent and needs no copy on the disk. */
final class Upload {
  private static final int PIPE = 256 * 1024;

  private Upload() {}

  /**
   * Names in the zip are relative to the folder, have {@code /} between their parts and are sorted.
   */
  static InputStream zipOf(Path folder) {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be listed", e);
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
