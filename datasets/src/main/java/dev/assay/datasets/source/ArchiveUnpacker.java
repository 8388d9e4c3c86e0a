// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.source;

import static dev.assay.datasets.source.UnpackedFolder.refused;
import static dev.assay.datasets.source.UnpackedFolder.shown;

import dev.assay.contracts.FaultException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * Unpacks an archive, as a file or while it is received: a zip, a tar, or a tar that is packed with
 * gzip. Which it is, its first bytes say. It writes only into the folder, whatever names and links
 * the archive has, and not more than the limits allow, whatever sizes the archive states. Archives
 * in the archive are unpacked, too, one level deep. Names may be in any encoding.
 */
public final class ArchiveUnpacker {
  private static final int BUFFER = 1 << 16;
  private static final String NO_ARCHIVE = "is no zip or tar archive, or an empty one";

  private final UnpackLimits limits;
  private final UnpackWatch watch;

  public ArchiveUnpacker(UnpackLimits limits) {
    this(limits, UnpackWatch.NONE);
  }

  /**
   * @param watch told of everything before it is written; what it throws ends the unpacking
   */
  public ArchiveUnpacker(UnpackLimits limits, UnpackWatch watch) {
    this.limits = limits;
    this.watch = watch;
  }

  /**
   * @param folder exists and is empty
   * @return number of files
   * @throws FaultException if this is no archive, or the archive is damaged, exceeds a limit, or
   *     has a name or a link that leads out of the folder
   * @throws IOException if the stream breaks or the disk is full
   */
  public int unpack(InputStream archive, Path folder) throws IOException {
    CountingStream packed = new CountingStream(archive);
    UnpackedFolder unpacked = new UnpackedFolder(folder, limits, packed::count, watch);
    try (InputStream in = new BufferedInputStream(packed, BUFFER)) {
      if (!unpackTar(in, unpacked)) {
        unpackZip(in, unpacked);
      }
    }
    return counted(unpacked);
  }

  /**
   * As {@link #unpack(InputStream, Path)}, for an archive that is a file. The directory at the end
   * of a zip is read, so those are understood that cannot be read as a stream.
   *
   * @throws FaultException also if the disk has less room than the archive states it needs
   */
  public int unpack(Path archive, Path folder) throws IOException {
    return counted(unpackOne(archive, folder));
  }

  private int counted(UnpackedFolder unpacked) throws IOException {
    if (unpacked.files() == 0) {
      throw refused(NO_ARCHIVE);
    }
    return unpacked.files() + unpackInner(unpacked);
  }

  private UnpackedFolder unpackOne(Path archive, Path folder) throws IOException {
    long size = Files.size(archive);
    try (CountingStream packed = new CountingStream(Files.newInputStream(archive));
        InputStream in = new BufferedInputStream(packed, BUFFER)) {
      UnpackedFolder unpacked = new UnpackedFolder(folder, limits, packed::count, watch);
      if (unpackTar(in, unpacked)) {
        return unpacked;
      }
    }
    UnpackedFolder unpacked = new UnpackedFolder(folder, limits, () -> size, watch);
    unpackZip(archive, unpacked);
    return unpacked;
  }

  /**
   * @return whether it is a tar
   */
  private static boolean unpackTar(InputStream in, UnpackedFolder unpacked) throws IOException {
    byte[] start = beginning(in, 2);
    boolean packed = start.length == 2 && start[0] == 0x1f && (start[1] & 0xff) == 0x8b;
    if (!packed) {
      boolean tar = TarHeader.isOne(beginning(in, TarHeader.BLOCK));
      if (tar) {
        new TarUnpacker(unpacked).unpack(in);
      }
      return tar;
    }
    try (CountingStream plain =
            new CountingStream(new GZIPInputStream(new OneAfterOther(in), BUFFER));
        InputStream tar = new BufferedInputStream(plain, BUFFER)) {
      if (!TarHeader.isOne(beginning(tar, TarHeader.BLOCK))) {
        throw refused("is packed with gzip, and contains no tar archive");
      }
      plain.watch(unpacked::checkGrowth);
      new TarUnpacker(unpacked).unpack(tar);
      return true;
    } catch (ZipException | EOFException e) {
      throw refused("is damaged: " + e.getMessage());
    }
  }

  private static byte[] beginning(InputStream in, int length) throws IOException {
    in.mark(length);
    byte[] start = in.readNBytes(length);
    in.reset();
    return start;
  }

  private static void unpackZip(InputStream in, UnpackedFolder unpacked) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(in, ZipNames.CHARSET)) {
      for (ZipEntry entry = next(zip); entry != null; entry = next(zip)) {
        unpack(entry, zip, unpacked);
      }
    }
  }

  private static void unpackZip(Path archive, UnpackedFolder unpacked) throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile(), ZipNames.CHARSET)) {
      unpacked.requireRoom(zip.stream().mapToLong(e -> Math.max(0, e.getSize())).sum());
      for (ZipEntry entry : Collections.list(zip.entries())) {
        CRC32 sum = new CRC32();
        try (InputStream content = new CheckedInputStream(zip.getInputStream(entry), sum)) {
          unpack(entry, content, unpacked);
          // Java checks the sum of an entry in a stream only, not in a file.
          if (!entry.isDirectory() && sum.getValue() != entry.getCrc()) {
            throw refused(
                "is damaged: " + shown(entry.getName()) + " has another checksum than is stated");
          }
        }
      }
    } catch (ZipException | EOFException e) {
      throw refused(
          ZipFaults.known(e)
              .orElseGet(() -> "is no zip or tar archive, or is damaged: " + e.getMessage()));
    }
    if (unpacked.files() == 0) {
      throw refused(NO_ARCHIVE);
    }
  }

  private static void unpack(ZipEntry entry, InputStream content, UnpackedFolder unpacked)
      throws IOException {
    unpacked.count();
    if (entry.isDirectory() || entry.getName().endsWith("\\")) {
      unpacked.folder(entry.getName());
    } else {
      unpacked.file(entry.getName(), content);
    }
  }

  private static ZipEntry next(ZipInputStream zip) throws IOException {
    try {
      return zip.getNextEntry();
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw refused(ZipFaults.known(e).orElseGet(() -> "is damaged: " + e.getMessage()));
    }
  }

  /**
   * Unpacks the archives in the archive, each into a folder of its name next to it, as challenges
   * publish training and test images. Archives in these, and one next to a folder of its name, are
   * left as they are.
   *
   * @param unpacked the archive itself, whose files and bytes count towards the limits
   * @return number of further files
   */
  private int unpackInner(UnpackedFolder unpacked) throws IOException {
    int further = 0;
    long used = unpacked.bytes();
    for (Path inner : archives(unpacked.path())) {
      Path target = inner.resolveSibling(Archives.withoutEnding(inner));
      if (Files.exists(target)) {
        // The folder has the files of the archive already.
        continue;
      }
      Files.createDirectory(target);
      try {
        UnpackLimits left =
            new UnpackLimits(
                limits.bytes() - used,
                limits.files() - unpacked.files() - further,
                limits.growth());
        UnpackedFolder one = new ArchiveUnpacker(left, watch).unpackOne(inner, target);
        further += one.files() - 1;
        used += one.bytes();
      } catch (FaultException e) {
        throw refused(
            "contains "
                + shown(String.valueOf(inner.getFileName()))
                + ", which "
                + e.faults().get(0).message());
      }
      watch.takes(-Files.size(inner), -1);
      Files.delete(inner);
    }
    return further;
  }

  private static List<Path> archives(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Archives::isNamedLikeOne)
          .filter(Files::isRegularFile)
          // Hidden files of desktop programs have the endings of the files that they describe.
          .filter(f -> !String.valueOf(f.getFileName()).startsWith("."))
          .sorted()
          .toList();
    }
  }

  /**
   * The file of this name below the folder; empty if the name leads out of the folder.
   *
   * @throws InvalidPathException if the file system does not accept it
   */
  public static Optional<Path> below(Path folder, String name) {
    return UnpackedFolder.below(folder, name);
  }
}
