// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.npz;

import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * An archive of NumPy arrays, as {@code numpy.savez} and {@code savez_compressed} write it. A
 * compressed array has no random access: when its first element is read, the array is unpacked into
 * a temporary file, which is deleted on close. So memory does not grow with the array, and the disk
 * needs space for the arrays that are read.
 *
 * <p>Safe for use by several threads.
 */
public final class NpzFile implements AutoCloseable {
  /** So much may an array grow when it is unpacked, as an archive of images may. */
  private static final int MOST_GROWTH = 100;

  /** Up to so many bytes an array can have any growth. */
  private static final long FREE_GROWTH = 64L << 20;

  private final ZipFile zip;
  private final Map<String, Optional<NpyHeader>> headers = new HashMap<>();
  private final Map<String, Unpacked> unpacked = new HashMap<>();

  /** What is wrong with arrays that could not be unpacked. */
  private final Map<String, String> damaged = new HashMap<>();

  private NpzFile(ZipFile zip) {
    this.zip = zip;
  }

  /**
   * @throws NpzFormatException if the file is no archive
   */
  public static NpzFile open(Path file) throws IOException {
    try {
      return new NpzFile(new ZipFile(file.toFile()));
    } catch (ZipException e) {
      throw new NpzFormatException("is no .npz archive, or one that is damaged", e);
    }
  }

  /** Type and shape of an array; empty if the archive does not have it. */
  public synchronized Optional<NpyHeader> header(String array) throws IOException {
    Optional<NpyHeader> known = headers.get(array);
    if (known == null) {
      known = readHeader(array);
      headers.put(array, known);
    }
    return known;
  }

  private Optional<NpyHeader> readHeader(String array) throws IOException {
    ZipEntry entry = zip.getEntry(array + ".npy");
    if (entry == null) {
      return Optional.empty();
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return Optional.of(NpyHeader.read(in));
    }
  }

  /**
   * The values of a small array of unsigned bytes or little-endian integers.
   *
   * @throws NpzFormatException if the array has another type, or ends too soon
   */
  public long[] integers(String array) throws IOException {
    try (InputStream in = zip.getInputStream(entry(array))) {
      NpyHeader header = NpyHeader.read(in);
      int width =
          switch (header.type()) {
            case "|u1", "|b1" -> 1;
            case "<i2" -> 2;
            case "<i4" -> 4;
            case "<i8" -> 8;
            default ->
                throw new NpzFormatException(
                    "has type " + header.type() + "; integers are |u1, <i2, <i4 or <i8");
          };
      int count = Math.toIntExact(Math.multiplyExact(header.length(), header.values()));
      byte[] bytes = in.readNBytes(Math.multiplyExact(count, width));
      if (bytes.length < count * width) {
        throw new NpzFormatException("ends before its last value");
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      long[] values = new long[count];
      for (int i = 0; i < count; i++) {
        values[i] =
            switch (width) {
              case 1 -> Byte.toUnsignedLong(buffer.get());
              case 2 -> buffer.getShort();
              case 4 -> buffer.getInt();
              default -> buffer.getLong();
            };
      }
      return values;
    } catch (ArithmeticException e) {
      throw new NpzFormatException("is too large for a list of integers", e);
    }
  }

  /**
   * One element along the first axis of an array of unsigned bytes.
   *
   * @throws NpzFormatException if there is no such element, or its values are no bytes
   */
  public byte[] element(String array, int index) throws IOException {
    return unpacked(array).element(index);
  }

  private synchronized Unpacked unpacked(String array) throws IOException {
    String before = damaged.get(array);
    if (before != null) {
      // Every image of the array would unpack it again up to the damage.
      throw new NpzFormatException(before);
    }
    Unpacked known = unpacked.get(array);
    if (known == null) {
      try {
        known = unpack(entry(array));
      } catch (NpzFormatException e) {
        damaged.put(array, e.getMessage());
        throw e;
      }
      unpacked.put(array, known);
    }
    return known;
  }

  private Unpacked unpack(ZipEntry entry) throws IOException {
    CRC32 sum = new CRC32();
    try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), sum)) {
      Unpacked array = Unpacked.of(in, entry.getCompressedSize());
      // Java checks the sum of an entry in a stream only, not in a file.
      if (in.read() >= 0 || sum.getValue() != entry.getCrc()) {
        array.channel().close();
        throw new NpzFormatException(
            "is damaged: an array goes on after its last value, or has another checksum than is"
                + " stated");
      }
      return array;
    } catch (ZipException | EOFException e) {
      throw new NpzFormatException("is damaged", e);
    }
  }

  private ZipEntry entry(String array) throws NpzFormatException {
    ZipEntry entry = zip.getEntry(array + ".npy");
    if (entry == null) {
      throw new NpzFormatException("has no array '" + array + "'");
    }
    return entry;
  }

  @Override
  public synchronized void close() throws IOException {
    try (zip) {
      for (Unpacked array : unpacked.values()) {
        array.channel().close();
      }
    }
  }

  /** The values of an array in a temporary file. */
  private record Unpacked(NpyHeader header, FileChannel channel) {

    /**
     * @param packed bytes of the array in the archive
     */
    static Unpacked of(InputStream in, long packed) throws IOException {
      NpyHeader header = NpyHeader.read(in);
      if (!header.type().equals("|u1")) {
        throw new NpzFormatException("has type " + header.type() + "; images are |u1");
      }
      long size = size(header);
      if (size > FREE_GROWTH && size / MOST_GROWTH > packed) {
        throw new NpzFormatException(
            "has an array that unpacks to more than "
                + MOST_GROWTH
                + " times its size, which images never do");
      }
      Path file = Files.createTempFile("array-", ".raw");
      requireRoom(file, size);
      FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      try {
        byte[] buffer = new byte[1 << 16];
        long done = 0;
        // Bytes after the stated values are not unpacked.
        while (done < size) {
          int count = in.read(buffer, 0, (int) Math.min(buffer.length, size - done));
          if (count < 0) {
            throw new NpzFormatException("ends before its last value");
          }
          ByteBuffer some = ByteBuffer.wrap(buffer, 0, count);
          while (some.hasRemaining()) {
            done += channel.write(some, done);
          }
        }
        return new Unpacked(header, channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    }

    /** Whether there is room decides no image's fate: without it nothing is read at all. */
    private static void requireRoom(Path file, long size) throws IOException {
      long room = Files.getFileStore(file).getUsableSpace();
      if (size > room) {
        Files.delete(file);
        throw new FaultException(
            new Fault(
                "archive",
                null,
                "has an array that needs %d bytes to unpack, and the disk of %s has %d"
                    .formatted(size, file.getParent(), room)));
      }
    }

    private static long size(NpyHeader header) throws NpzFormatException {
      try {
        return Math.multiplyExact((long) header.length(), (long) header.values());
      } catch (ArithmeticException e) {
        throw new NpzFormatException("states a shape that no memory can hold", e);
      }
    }

    byte[] element(int index) throws IOException {
      if (index < 0 || index >= header.length()) {
        throw new NpzFormatException("has " + header.length() + " elements, none at " + index);
      }
      ByteBuffer element = ByteBuffer.allocate(Math.toIntExact(header.values()));
      long start = index * header.values();
      while (element.hasRemaining()) {
        if (channel.read(element, start + element.position()) < 0) {
          throw new NpzFormatException("ends before its last value");
        }
      }
      return element.array();
    }
  }
}
