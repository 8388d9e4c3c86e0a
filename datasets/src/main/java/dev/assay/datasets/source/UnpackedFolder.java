// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.source;

import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.Printable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.zip.ZipException;

/**
 * The folder that an archive is unpacked into. Nothing is written outside of it, whatever names the
 * archive has, nor more than the limits allow, whatever sizes the archive states.
 */
final class UnpackedFolder {
  private static final int BUFFER = 1 << 16;
  private static final int SHOWN = 80;

  private final Path folder;
  private final UnpackLimits limits;
  private final LongSupplier packed;
  private final UnpackWatch watch;
  private int files;
  private long bytes;

  /**
   * @param folder exists and is empty
   * @param packed bytes of the archive that are read so far
   * @param watch told before anything is written
   */
  UnpackedFolder(Path folder, UnpackLimits limits, LongSupplier packed, UnpackWatch watch) {
    this.folder = folder;
    this.limits = limits;
    this.packed = packed;
    this.watch = watch;
  }

  /** The same folder and limits, with nothing counted and nobody told. */
  UnpackedFolder again() {
    return new UnpackedFolder(folder, limits, packed, UnpackWatch.NONE);
  }

  Path path() {
    return folder;
  }

  /** Number of entries so far: files, folders and links. */
  int files() {
    return files;
  }

  long bytes() {
    return bytes;
  }

  /**
   * @param stated bytes that the archive states it needs
   */
  void requireRoom(long stated) throws IOException {
    long room = Files.getFileStore(folder).getUsableSpace();
    if (stated > room) {
      throw refused(
          "needs " + stated + " bytes to unpack, and the disk of " + folder + " has " + room);
    }
  }

  /** Counts an entry of the archive. */
  void count() {
    files++;
    if (files > limits.files()) {
      throw refused("has more than " + limits.files() + " files");
    }
    watch.takes(0, 1);
  }

  void folder(String name) throws IOException {
    Path target = target(name);
    try {
      Files.createDirectories(target);
    } catch (FileAlreadyExistsException e) {
      throw twice(target);
    }
  }

  void file(String name, InputStream content) throws IOException {
    write(content, target(name));
  }

  /** A further name of a file that the archive has before. */
  void sameFile(String name, String earlier) throws IOException {
    Path target = target(name);
    Path file = target(earlier);
    if (target.equals(file)) {
      return;
    }
    if (!Files.isRegularFile(file)) {
      throw refused("has a link to a file that is not in it before the link: " + shown(earlier));
    }
    same(target, file);
  }

  /**
   * @param file in the folder
   */
  void same(Path target, Path file) throws IOException {
    parent(target);
    try {
      Files.createLink(target, file);
    } catch (FileAlreadyExistsException e) {
      throw twice(target);
    } catch (UnsupportedOperationException | FileSystemException e) {
      // Without hard links, or with too many of this file, a copy does.
      try (InputStream content = Files.newInputStream(file)) {
        write(content, target);
      }
    }
  }

  /** Where an entry of this name is written; its folder exists. */
  Path place(String name) throws IOException {
    Path target = target(name);
    parent(target);
    return target;
  }

  private void write(InputStream content, Path target) throws IOException {
    parent(target);
    try (OutputStream out =
        Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      byte[] buffer = new byte[BUFFER];
      for (int count = read(content, buffer); count >= 0; count = read(content, buffer)) {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("interrupted while an archive was unpacked");
        }
        bytes += count;
        if (bytes > limits.bytes()) {
          throw refused("unpacks to more than " + limits.bytes() + " bytes");
        }
        checkGrowth(bytes);
        watch.takes(count, 0);
        out.write(buffer, 0, count);
      }
    } catch (FileAlreadyExistsException e) {
      throw twice(target);
    }
  }

  /**
   * @param unpacked bytes so far
   */
  void checkGrowth(long unpacked) {
    if (unpacked > UnpackLimits.FREE_GROWTH && unpacked / limits.growth() > packed.getAsLong()) {
      throw refused(
          "unpacks to more than " + limits.growth() + " times its size, which images never do");
    }
  }

  private void parent(Path target) throws IOException {
    Path parent = target.getParent();
    if (parent != null) {
      try {
        Files.createDirectories(parent);
      } catch (FileAlreadyExistsException e) {
        throw twice(parent);
      }
    }
  }

  private Path target(String name) {
    try {
      return below(folder, name)
          .orElseThrow(
              () ->
                  refused(
                      "has a name that is no relative path below the data set: " + shown(name)));
    } catch (InvalidPathException e) {
      throw refused("has a name that this file system does not accept: " + shown(name));
    }
  }

  /**
   * The file of this name below the folder; empty if the name leads out of the folder.
   *
   * @throws InvalidPathException if the file system does not accept it
   */
  static Optional<Path> below(Path folder, String name) {
    // Some programs on Windows write backslashes.
    String plain = name.replace('\\', '/');
    boolean suspicious =
        plain.startsWith("/") || plain.matches("[A-Za-z]:.*") || plain.contains("\0");
    Path target = folder.resolve(suspicious ? "" : plain).normalize();
    return target.startsWith(folder) && !target.equals(folder)
        ? Optional.of(target)
        : Optional.empty();
  }

  private static int read(InputStream content, byte[] buffer) throws IOException {
    try {
      return content.read(buffer);
    } catch (ZipException | EOFException e) {
      throw refused("is damaged: " + e.getMessage());
    }
  }

  private static FaultException twice(Path target) {
    return refused(
        "has the same file twice, or a file and a folder of one name: "
            + shown(String.valueOf(target.getFileName())));
  }

  static String shown(String name) {
    String plain = Printable.onOneLine(name);
    return "'" + (plain.length() > SHOWN ? plain.substring(0, SHOWN) + "..." : plain) + "'";
  }

  static FaultException refused(String why) {
    return new FaultException(new Fault("archive", null, why));
  }
}
