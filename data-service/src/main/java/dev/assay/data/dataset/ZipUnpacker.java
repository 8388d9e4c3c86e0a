// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.dataset;

import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * Unpacks an archive while it is received. It writes only into the folder, whatever names the
 * archive has, and not more than the limits allow, whatever sizes the archive states.
 */
public final class ZipUnpacker {
  private static final int BUFFER = 1 << 16;

  private final UploadLimits limits;

  public ZipUnpacker(UploadLimits limits) {
    this.limits = limits;
  }

  /**
   * @param folder exists and is empty
   * @return number of files
   * @throws FaultException if this is no archive, or the archive is damaged, exceeds a limit or has
   *     a name outside of the folder
   * @throws IOException if the stream breaks or the disk is full
   */
  public int unpack(InputStream archive, Path folder) throws IOException {
    Counting packed = new Counting(archive);
    int files = 0;
    long bytes = 0;
    try (ZipInputStream zip = new ZipInputStream(packed)) {
      for (ZipEntry entry = next(zip); entry != null; entry = next(zip)) {
        if (++files > limits.files()) {
          throw refused("has more than " + limits.files() + " files");
        }
        Path target = target(folder, entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          bytes = write(zip, target, bytes, packed);
        }
      }
    }
    if (files == 0) {
      throw refused("is no zip archive, or an empty one");
    }
    return files;
  }

  private long write(ZipInputStream zip, Path target, long before, Counting packed)
      throws IOException {
    long bytes = before;
    Files.createDirectories(target.getParent());
    try (OutputStream out =
        Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      byte[] buffer = new byte[BUFFER];
      for (int count = read(zip, buffer); count >= 0; count = read(zip, buffer)) {
        bytes += count;
        if (bytes > limits.bytes()) {
          throw refused("unpacks to more than " + limits.bytes() + " bytes");
        }
        if (bytes > UploadLimits.FREE_GROWTH && bytes / limits.growth() > packed.count) {
          throw refused(
              "unpacks to more than " + limits.growth() + " times its size, which images never do");
        }
        out.write(buffer, 0, count);
      }
    } catch (FileAlreadyExistsException e) {
      throw refused("has the same file twice");
    }
    return bytes;
  }

  private static Path target(Path folder, String name) {
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
  public static Optional<Path> below(Path folder, String name) {
    boolean suspicious =
        name.startsWith("/") || name.contains("\\") || name.contains(":") || name.contains("\0");
    Path target = folder.resolve(suspicious ? "" : name).normalize();
    return target.startsWith(folder) && !target.equals(folder)
        ? Optional.of(target)
        : Optional.empty();
  }

  private static String shown(String name) {
    String plain = name.replaceAll("\\p{Cntrl}", "?");
    return "'" + (plain.length() > 80 ? plain.substring(0, 80) + "..." : plain) + "'";
  }

  private static ZipEntry next(ZipInputStream zip) throws IOException {
    try {
      return zip.getNextEntry();
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw refused("is damaged: " + e.getMessage());
    }
  }

  private static int read(ZipInputStream zip, byte[] buffer) throws IOException {
    try {
      return zip.read(buffer);
    } catch (ZipException | EOFException e) {
      throw refused("is damaged: " + e.getMessage());
    }
  }

  private static FaultException refused(String why) {
    return new FaultException(new Fault("archive", null, why));
  }

  private static final class Counting extends FilterInputStream {
    private long count;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      count += Math.max(0, read);
      return read;
    }
  }
}
