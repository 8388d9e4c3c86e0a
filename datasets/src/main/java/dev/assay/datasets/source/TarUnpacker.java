// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.source;

import static dev.assay.datasets.source.UnpackedFolder.refused;
import static dev.assay.datasets.source.UnpackedFolder.shown;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks a tar archive as it is read: of Unix V7, POSIX ustar and pax, and GNU tar, with long
 * names, hard links, links and sparse files. What is no file, folder or link is refused, such as a
 * device.
 */
final class TarUnpacker {
  /** Long names and lists of the parts of a sparse file are in memory. */
  private static final int LONGEST_HEADER = 1 << 20;

  private static final int PARTS_IN_HEADER = 4;
  private static final int PARTS_IN_BLOCK = 21;

  private final UnpackedFolder unpacked;
  private final TarLinks links;
  private final PaxRecords global = new PaxRecords();

  /** Of the next file. */
  private PaxRecords own = new PaxRecords();

  private @Nullable String longName;
  private @Nullable String longLink;

  TarUnpacker(UnpackedFolder unpacked) {
    this.unpacked = unpacked;
    this.links = new TarLinks(unpacked);
  }

  /**
   * Reads to the end, also what follows the end mark: a second archive may be appended, as {@code
   * cat} does.
   */
  void unpack(InputStream in) throws IOException {
    boolean ended = false;
    for (Optional<byte[]> block = block(in); block.isPresent(); block = block(in)) {
      byte[] bytes = block.get();
      if (TarHeader.isEmpty(bytes)) {
        ended = true;
      } else if (TarHeader.isOne(bytes)) {
        ended = false;
        entry(new TarHeader(bytes), in);
      } else if (!ended) {
        throw refused("is damaged: it has something else where a header of the tar must be");
      }
    }
    if (!ended) {
      throw refused(
          "is damaged: it lacks the empty block at the end of a tar, so it may be cut off");
    }
    links.make();
  }

  /** The next block; empty at the end. */
  private static Optional<byte[]> block(InputStream in) throws IOException {
    byte[] block = in.readNBytes(TarHeader.BLOCK);
    if (block.length > 0 && block.length < TarHeader.BLOCK && !TarHeader.isEmpty(block)) {
      throw refused("is damaged: it ends within a header of the tar");
    }
    return block.length < TarHeader.BLOCK ? Optional.empty() : Optional.of(block);
  }

  private void entry(TarHeader header, InputStream in) throws IOException {
    switch (header.type()) {
      case 'x', 'X' -> own.add(longHeader(header, in));
      case 'g' -> global.add(longHeader(header, in));
      case 'L' -> longName = text(longHeader(header, in));
      case 'K' -> longLink = text(longHeader(header, in));
      // The name of the volume.
      case 'V' -> skip(in, header.size());
      default -> {
        member(header, in);
        own = new PaxRecords();
        longName = null;
        longLink = null;
      }
    }
  }

  private void member(TarHeader header, InputStream in) throws IOException {
    PaxRecords pax = own.after(global);
    String name =
        pax.text("GNU.sparse.name")
            .or(() -> pax.text(PaxRecords.PATH))
            .or(() -> Optional.ofNullable(longName))
            .orElseGet(header::name);
    String link =
        pax.text(PaxRecords.LINK)
            .or(() -> Optional.ofNullable(longLink))
            .orElseGet(header::linkName);
    char type = header.type();
    boolean folder = type == '5' || type == 'D' || (isFile(type) && name.endsWith("/"));
    long size = type == '1' || type == '2' || type == '5' ? 0 : size(header, pax);
    if (folder && name.replace('\\', '/').matches("(\\./*)+")) {
      // The folder that was packed.
      skip(in, size);
      return;
    }
    unpacked.count();
    if (folder) {
      unpacked.folder(name);
      skip(in, size);
    } else if (type == '1') {
      unpacked.sameFile(name, link);
    } else if (type == '2') {
      links.add(name, link);
    } else if (type == 'S') {
      oldSparse(header, name, size, in);
    } else if (isFile(type)) {
      file(name, pax, size, in);
    } else {
      throw refused("has " + kind(type) + ", which no data set has: " + shown(name));
    }
  }

  private static boolean isFile(char type) {
    return type == '0' || type == 0 || type == '7';
  }

  private static String kind(char type) {
    return switch (type) {
      case '3', '4' -> "a device";
      case '6' -> "a named pipe";
      case 'M' -> "a part of a file that begins in another volume";
      default -> "something of the unknown type " + (int) type;
    };
  }

  private static long size(TarHeader header, PaxRecords pax) {
    return pax.number(PaxRecords.SIZE).orElseGet(header::size);
  }

  private void file(String name, PaxRecords pax, long size, InputStream in) throws IOException {
    List<Long> parts = pax.sparse();
    long real =
        pax.number("GNU.sparse.realsize").or(() -> pax.number("GNU.sparse.size")).orElse(0L);
    long stored = size;
    TarFileContent content;
    if (pax.text("GNU.sparse.major").filter("1"::equals).isPresent()) {
      List<Long> listed = new ArrayList<>();
      stored -= partsBeforeData(in, listed);
      content = TarFileContent.sparse(in, listed, real, stored);
    } else if (!parts.isEmpty() || pax.text("GNU.sparse.size").isPresent()) {
      content = TarFileContent.sparse(in, parts, real, stored);
    } else {
      content = TarFileContent.plain(in, size);
    }
    unpacked.file(name, content);
    padding(in, stored);
  }

  /** The list in version 1.0, in decimal lines: their number, then offset and length of each. */
  private static long partsBeforeData(InputStream in, List<Long> parts) throws IOException {
    long read = 0;
    long wanted = 1;
    StringBuilder digits = new StringBuilder();
    boolean counted = false;
    while (wanted > 0) {
      byte[] block = in.readNBytes(TarHeader.BLOCK);
      read += block.length;
      if (block.length < TarHeader.BLOCK || read > LONGEST_HEADER) {
        throw refused("is damaged: the list of the parts of a sparse file does not end");
      }
      for (int i = 0; i < block.length && wanted > 0; i++) {
        if (block[i] != '\n') {
          digits.append((char) block[i]);
          continue;
        }
        if (!digits.toString().matches("[0-9]{1,18}")) {
          throw refused("is damaged: the list of the parts of a sparse file has no number");
        }
        long number = Long.parseLong(digits.toString());
        digits.setLength(0);
        wanted--;
        if (counted) {
          parts.add(number);
        } else {
          counted = true;
          wanted = Math.min(number, LONGEST_HEADER) * 2;
        }
      }
    }
    return read;
  }

  /** Of GNU tar before the pax format: the list is in the header and in blocks after it. */
  private void oldSparse(TarHeader header, String name, long size, InputStream in)
      throws IOException {
    List<Long> parts = new ArrayList<>();
    parts(header, 386, PARTS_IN_HEADER, parts);
    boolean more = header.isSet(482);
    while (more) {
      byte[] block = in.readNBytes(TarHeader.BLOCK);
      if (block.length < TarHeader.BLOCK || parts.size() > LONGEST_HEADER) {
        throw refused("is damaged: the list of the parts of a sparse file does not end");
      }
      TarHeader further = new TarHeader(block);
      parts(further, 0, PARTS_IN_BLOCK, parts);
      more = further.isSet(504);
    }
    unpacked.file(name, TarFileContent.sparse(in, parts, header.number(483, 12), size));
    padding(in, size);
  }

  private static void parts(TarHeader header, int from, int most, List<Long> parts) {
    for (int i = 0; i < most && header.isSet(from + 24 * i + 12); i++) {
      parts.add(header.number(from + 24 * i, 12));
      parts.add(header.number(from + 24 * i + 12, 12));
    }
  }

  private static byte[] longHeader(TarHeader header, InputStream in) throws IOException {
    long size = header.size();
    if (size > LONGEST_HEADER) {
      throw refused("has a header of " + size + " bytes; at most " + LONGEST_HEADER + " are read");
    }
    byte[] bytes = in.readNBytes((int) size);
    if (bytes.length < size) {
      throw refused("is damaged: it ends within a header of the tar");
    }
    padding(in, size);
    return bytes;
  }

  private static String text(byte[] bytes) {
    return TarHeader.text(bytes, 0, bytes.length);
  }

  private static void padding(InputStream in, long size) throws IOException {
    skipBytes(in, -size & TarHeader.BLOCK - 1);
  }

  private static void skip(InputStream in, long size) throws IOException {
    skipBytes(in, size);
    padding(in, size);
  }

  private static void skipBytes(InputStream in, long count) throws IOException {
    try {
      in.skipNBytes(count);
    } catch (EOFException e) {
      throw refused("is damaged: it ends within a file");
    }
  }
}
