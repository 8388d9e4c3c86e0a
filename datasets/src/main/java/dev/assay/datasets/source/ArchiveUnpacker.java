// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.source;

import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.Printable;
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
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * Unpacks an archive, as a file or while it is received. It writes only into the folder, whatever
 * names the archive has, and not more than the limits allow, whatever sizes the archive states.
 * Archives in the archive are unpacked, too, one level deep. Names may be in any encoding: {@link
 * ZipNames}.
 */
public final class ZipUnpacker {
  private static final int BUFFER = 1 << 16;
  private static final String ENDING = ".zip";
  private static final String NO_ARCHIVE = "is no zip archive, or an empty one";

  private final UnpackLimits limits;

  public ZipUnpacker(UnpackLimits limits) {
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
    try (ZipInputStream zip = new ZipInputStream(packed, ZipNames.CHARSET)) {
      for (ZipEntry entry = next(zip); entry != null; entry = next(zip)) {
        bytes = unpack(entry, zip, folder, ++files, bytes, () -> packed.count);
      }
    }
    if (files == 0) {
      throw refused(NO_ARCHIVE);
    }
    return files + unpackInner(folder, files, bytes);
  }

  /**
   * As {@link #unpack(InputStream, Path)}, for an archive that is a file. The directory at its end
   * is read, so archives are understood that cannot be read as a stream.
   *
   * @throws FaultException also if the disk has less room than the archive states it needs
   */
  public int unpack(Path archive, Path folder) throws IOException {
    Unpacked unpacked = unpackOne(archive, folder);
    return unpacked.files() + unpackInner(folder, unpacked.files(), unpacked.bytes());
  }

  private record Unpacked(int files, long bytes) {}

  private Unpacked unpackOne(Path archive, Path folder) throws IOException {
    long packed = Files.size(archive);
    int files = 0;
    long bytes = 0;
    try (ZipFile zip = new ZipFile(archive.toFile(), ZipNames.CHARSET)) {
      long stated = zip.stream().mapToLong(e -> Math.max(0, e.getSize())).sum();
      long room = Files.getFileStore(folder).getUsableSpace();
      if (stated > room) {
        throw refused(
            "needs " + stated + " bytes to unpack, and the disk of " + folder + " has " + room);
      }
      for (ZipEntry entry : Collections.list(zip.entries())) {
        try (InputStream content = zip.getInputStream(entry)) {
          bytes = unpack(entry, content, folder, ++files, bytes, () -> packed);
        }
      }
    } catch (ZipException | EOFException e) {
      throw refused("is no zip archive, or is damaged: " + e.getMessage());
    }
    if (files == 0) {
      throw refused(NO_ARCHIVE);
    }
    return new Unpacked(files, bytes);
  }

  /**
   * Unpacks the archives in the archive, each into a folder of its name next to it, as challenges
   * publish training and test images. Archives in these, and one next to a folder of its name, are
   * left as they are.
   *
   * @param files and {@code bytes} of the archive itself, which count towards the limits
   * @return number of further files
   */
  private int unpackInner(Path folder, int files, long bytes) throws IOException {
    int further = 0;
    long used = bytes;
    for (Path inner : archives(folder)) {
      String name = String.valueOf(inner.getFileName());
      Path target = inner.resolveSibling(name.substring(0, name.length() - ENDING.length()));
      if (Files.exists(target)) {
        // The folder has the files of the archive already.
        continue;
      }
      Files.createDirectory(target);
      try {
        UnpackLimits left =
            new UnpackLimits(
                limits.bytes() - used, limits.files() - files - further, limits.growth());
        Unpacked unpacked = new ZipUnpacker(left).unpackOne(inner, target);
        further += unpacked.files() - 1;
        used += unpacked.bytes();
      } catch (FaultException e) {
        throw refused("contains " + shown(name) + ", which " + e.faults().get(0).message());
      }
      Files.delete(inner);
    }
    return further;
  }

  private static List<Path> archives(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(f -> f.toString().toLowerCase(Locale.ROOT).endsWith(ENDING))
          // Hidden files of desktop programs have the endings of the files that they describe.
          .filter(f -> !String.valueOf(f.getFileName()).startsWith("."))
          .filter(f -> String.valueOf(f.getFileName()).length() > ENDING.length())
          .sorted()
          .toList();
    }
  }

  private long unpack(
      ZipEntry entry,
      InputStream content,
      Path folder,
      int number,
      long before,
      LongSupplier packed)
      throws IOException {
    if (number > limits.files()) {
      throw refused("has more than " + limits.files() + " files");
    }
    boolean isFolder = entry.isDirectory() || entry.getName().endsWith("\\");
    Path target = target(folder, entry.getName());
    if (isFolder) {
      Files.createDirectories(target);
      return before;
    }
    return write(content, target, before, packed);
  }

  private long write(InputStream zip, Path target, long before, LongSupplier packed)
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
        if (bytes > UnpackLimits.FREE_GROWTH && bytes / limits.growth() > packed.getAsLong()) {
          throw refused(
              "unpacks to more than " + limits.growth() + " times its size, which images never do");
        }
        out.write(buffer, 0, count);
      }
    } catch (FileAlreadyExistsException e) {
      throw refused(
          "has the same file twice, or a file and a folder of one name: "
              + shown(String.valueOf(target.getFileName())));
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
    // Some programs on Windows write backslashes.
    String plain = name.replace('\\', '/');
    boolean suspicious =
        plain.startsWith("/") || plain.matches("[A-Za-z]:.*") || plain.contains("\0");
    Path target = folder.resolve(suspicious ? "" : plain).normalize();
    return target.startsWith(folder) && !target.equals(folder)
        ? Optional.of(target)
        : Optional.empty();
  }

  private static String shown(String name) {
    String plain = Printable.onOneLine(name);
    return "'" + (plain.length() > 80 ? plain.substring(0, 80) + "..." : plain) + "'";
  }

  private static ZipEntry next(ZipInputStream zip) throws IOException {
    try {
      return zip.getNextEntry();
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw refused("is damaged: " + e.getMessage());
    }
  }

  private static int read(InputStream zip, byte[] buffer) throws IOException {
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
