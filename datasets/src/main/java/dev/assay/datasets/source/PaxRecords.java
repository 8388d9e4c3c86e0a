// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.source;

import static dev.assay.datasets.source.UnpackedFolder.refused;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The extended header of a file in a tar archive (IEEE 1003.1, pax): records such as {@code 27
 * path=a/long/name.png}, each with its length.
 */
final class PaxRecords {
  static final String PATH = "path";
  static final String LINK = "linkpath";
  static final String SIZE = "size";

  private final Map<String, String> values = new HashMap<>();

  /** Offset and length of each part with data; GNU tar repeats these two keys. */
  private final List<Long> sparse = new ArrayList<>();

  /** Adds records; later ones replace earlier ones, and an empty value removes one. */
  void add(byte[] header) {
    int at = 0;
    while (at < header.length && header[at] != 0) {
      int space = indexOf(header, (byte) ' ', at);
      int length = length(header, at, space);
      int end = at + length;
      int equals = space < 0 ? -1 : indexOf(header, (byte) '=', space);
      if (length <= 0 || end > header.length || equals < 0 || equals >= end - 1) {
        throw refused("is damaged: a record of a pax header has no length, key and value");
      }
      put(
          new String(header, space + 1, equals - space - 1, StandardCharsets.UTF_8),
          TarHeader.text(Arrays.copyOfRange(header, equals + 1, end - 1)));
      at = end;
    }
  }

  private static int length(byte[] header, int at, int space) {
    if (space < 0 || space - at > 9) {
      return -1;
    }
    String digits = new String(header, at, space - at, StandardCharsets.US_ASCII);
    return digits.matches("[0-9]+") ? Integer.parseInt(digits) : -1;
  }

  private static int indexOf(byte[] bytes, byte wanted, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private void put(String key, String value) {
    if (key.equals("GNU.sparse.offset") || key.equals("GNU.sparse.numbytes")) {
      sparse.add(whole(key, value));
    } else if (value.isEmpty()) {
      values.remove(key);
    } else {
      values.put(key, value);
    }
  }

  /** The records of the archive as a whole, and these after them. */
  PaxRecords after(PaxRecords global) {
    PaxRecords all = new PaxRecords();
    all.values.putAll(global.values);
    all.values.putAll(values);
    all.sparse.addAll(sparse);
    return all;
  }

  Optional<String> text(String key) {
    return Optional.ofNullable(values.get(key));
  }

  Optional<Long> number(String key) {
    return text(key).map(value -> whole(key, value));
  }

  /** Offsets and lengths of the parts with data, in turn, in GNU's versions 0.0 and 0.1. */
  List<Long> sparse() {
    Optional<String> map = text("GNU.sparse.map");
    if (map.isEmpty()) {
      return List.copyOf(sparse);
    }
    return Arrays.stream(map.get().split(",")).map(n -> whole("GNU.sparse.map", n)).toList();
  }

  private static long whole(String key, String value) {
    if (!value.matches("[0-9]{1,18}")) {
      throw refused("is damaged: the pax header has no number for " + key);
    }
    return Long.parseLong(value);
  }
}
