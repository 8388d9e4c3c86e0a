// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * {@code torch.save} since PyTorch 1.6: a zip of {@code <name>/data.pkl} and one uncompressed entry
 * {@code <name>/data/<key>} per storage. The central directory is read here, because the entries
 * are mapped where they lie and the JDK's zip reader does not report where that is.
 */
final class TorchZip {
  private static final int END = 0x06054b50;
  private static final int END64_LOCATOR = 0x07064b50;
  private static final int END64 = 0x06064b50;
  private static final int ENTRY = 0x02014b50;
  private static final int LOCAL = 0x04034b50;
  private static final int END_SIZE = 22;
  private static final int MAX_COMMENT = 0xffff;
  private static final long UNSIGNED_INT = 0xffffffffL;

  /** A few thousand names and shapes; each byte of a pickle may cost 60 of heap. */
  static final long MAX_PICKLE = 4L << 20;

  private static final String PICKLE = "data.pkl";

  private record Entry(long header, long size) {}

  private final TensorFile.Mapping mapping;
  private final Map<String, Entry> entries = new HashMap<>();

  private TorchZip(TensorFile.Mapping mapping) {
    this.mapping = mapping;
  }

  static Map<String, Tensor> read(TensorFile.Mapping mapping) throws IOException {
    TorchZip zip = new TorchZip(mapping);
    zip.readDirectory();
    String folder = zip.folder();
    zip.checkByteOrder(folder);
    Entry pickle = zip.entries.get(folder + PICKLE);
    if (pickle.size() > MAX_PICKLE) {
      throw WeightsException.user("a pickle of more than 4 MiB holds more than names and shapes");
    }
    Object root = new Unpickler(zip.bytes(pickle)).load();
    return TorchStateDict.tensors(
        TorchStateDict.references(root),
        storage -> {
          Entry entry = zip.entries.get(folder + "data/" + storage.key());
          long expected = storage.elements() * storage.dtype().bytes();
          if (entry == null || entry.size() != expected) {
            throw WeightsException.user(
                "storage '%s' should have %d bytes and %s"
                    .formatted(
                        storage.key(),
                        expected,
                        entry == null ? "is missing" : "has " + entry.size()));
          }
          return zip.bytes(entry);
        });
  }

  private String folder() {
    return entries.keySet().stream()
        .filter(name -> name.endsWith("/" + PICKLE) && name.indexOf('/') == name.lastIndexOf('/'))
        .findFirst()
        .map(name -> name.substring(0, name.length() - PICKLE.length()))
        .orElseThrow(
            () -> WeightsException.user("a zip without <name>/data.pkl; not saved by torch.save"));
  }

  private void checkByteOrder(String folder) throws IOException {
    Entry order = entries.get(folder + "byteorder");
    if (order != null
        && !StandardCharsets.US_ASCII.decode(bytes(order)).toString().equals("little")) {
      throw WeightsException.user("its byte order is not little-endian");
    }
  }

  private ByteBuffer bytes(Entry entry) throws IOException {
    ByteBuffer local = mapping.bytes(entry.header(), 30);
    if (local.getInt(0) != LOCAL) {
      throw WeightsException.user("a damaged zip: no entry at byte " + entry.header());
    }
    int names = Short.toUnsignedInt(local.getShort(26)) + Short.toUnsignedInt(local.getShort(28));
    return mapping.bytes(entry.header() + 30 + names, entry.size());
  }

  private void readDirectory() throws IOException {
    long tailLength = Math.min(mapping.size(), END_SIZE + MAX_COMMENT);
    long tailStart = mapping.size() - tailLength;
    ByteBuffer tail = mapping.bytes(tailStart, tailLength);
    int end = endRecord(tail);
    long count = Short.toUnsignedLong(tail.getShort(end + 10));
    long size = tail.getInt(end + 12) & UNSIGNED_INT;
    long offset = tail.getInt(end + 16) & UNSIGNED_INT;
    if (tailStart + end >= 20) {
      ByteBuffer locator = mapping.bytes(tailStart + end - 20, 20);
      if (locator.getInt(0) == END64_LOCATOR) {
        ByteBuffer end64 = mapping.bytes(locator.getLong(8), 56);
        if (end64.getInt(0) != END64) {
          throw WeightsException.user("a damaged zip: its zip64 record is not where it should be");
        }
        count = end64.getLong(32);
        size = end64.getLong(40);
        offset = end64.getLong(48);
      }
    }
    ByteBuffer directory = mapping.bytes(offset, size);
    for (long i = 0; i < count; i++) {
      readEntry(directory);
    }
  }

  private static int endRecord(ByteBuffer tail) {
    for (int at = tail.remaining() - END_SIZE; at >= 0; at--) {
      if (tail.getInt(at) == END
          && at + END_SIZE + Short.toUnsignedInt(tail.getShort(at + 20)) == tail.remaining()) {
        return at;
      }
    }
    throw WeightsException.user(
        "truncated, or followed by other bytes: a PyTorch zip must end with its directory");
  }

  /** Reads the entry at the buffer's position and moves behind it. */
  private void readEntry(ByteBuffer directory) {
    int at = directory.position();
    if (directory.remaining() < 46 || directory.getInt(at) != ENTRY) {
      throw WeightsException.user("a damaged zip: its directory is cut off");
    }
    int method = directory.getShort(at + 10);
    long size = directory.getInt(at + 24) & UNSIGNED_INT;
    int nameLength = Short.toUnsignedInt(directory.getShort(at + 28));
    int extraLength = Short.toUnsignedInt(directory.getShort(at + 30));
    int commentLength = Short.toUnsignedInt(directory.getShort(at + 32));
    long header = directory.getInt(at + 42) & UNSIGNED_INT;
    int next = at + 46 + nameLength + extraLength + commentLength;
    if (next > directory.limit()) {
      throw WeightsException.user("a damaged zip: its directory is cut off");
    }
    String name = StandardCharsets.UTF_8.decode(directory.slice(at + 46, nameLength)).toString();
    ByteBuffer extra =
        directory.slice(at + 46 + nameLength, extraLength).order(ByteOrder.LITTLE_ENDIAN);
    while (extra.remaining() >= 4) {
      int id = extra.getShort();
      int length = Math.min(Short.toUnsignedInt(extra.getShort()), extra.remaining());
      ByteBuffer field = extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
      extra.position(extra.position() + length);
      if (id == 1) { // zip64: only the values that did not fit, in a fixed order
        if (size == UNSIGNED_INT && field.remaining() >= 16) {
          size = field.getLong();
          field.getLong(); // compressed size, which equals it
        }
        if (header == UNSIGNED_INT && field.remaining() >= 8) {
          header = field.getLong();
        }
      }
    }
    if (method != 0) {
      throw WeightsException.user(
          "zip entry '%s' is compressed; torch.save stores entries as they are".formatted(name));
    }
    if (entries.put(name, new Entry(header, size)) != null) {
      throw WeightsException.user("zip entry '%s' is there twice".formatted(name));
    }
    directory.position(next);
  }
}
