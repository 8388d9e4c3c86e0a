// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.dicom;

import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.image.UnusableImageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** The elements of one data set, by tag: group in the high, element in the low 16 bits. */
final class Elements {
  /**
   * @param values in the byte order of the file; of encapsulated pixel data the table of offsets
   * @param words whether the values are words of 16 bits, so that their bytes follow that order
   * @param items of a sequence
   * @param fragments of encapsulated pixel data
   */
  record Element(
      ByteBuffer values, boolean words, List<Elements> items, List<ByteBuffer> fragments) {
    static Element of(ByteBuffer values, boolean words) {
      return new Element(values, words, List.of(), List.of());
    }

    static Element sequence(List<Elements> items) {
      return new Element(ByteBuffer.allocate(0), false, items, List.of());
    }

    /**
     * @param offsets of the first fragment of each frame; can be empty
     */
    static Element encapsulated(ByteBuffer offsets, List<ByteBuffer> fragments) {
      return new Element(offsets, false, List.of(), List.copyOf(fragments));
    }
  }

  private final Map<Integer, Element> byTag = new HashMap<>();

  void put(int tag, Element element) {
    byTag.put(tag, element);
  }

  void putAll(Elements others) {
    byTag.putAll(others.byTag);
  }

  /** These elements, with others in place of those of the same tag. */
  Elements with(Elements others) {
    Elements all = new Elements();
    all.putAll(this);
    all.putAll(others);
    return all;
  }

  boolean has(int tag) {
    return byTag.containsKey(tag);
  }

  Optional<Element> get(int tag) {
    return Optional.ofNullable(byTag.get(tag));
  }

  /** The items of a sequence; empty if it is missing. */
  List<Elements> items(int tag) {
    return get(tag).map(Element::items).orElse(List.of());
  }

  /**
   * A text without its padding; empty if it is missing. Only ASCII texts are read; the names of
   * patients are never read.
   */
  String text(int tag) {
    return get(tag)
        .map(e -> StandardCharsets.ISO_8859_1.decode(e.values().duplicate()).toString())
        .map(t -> t.replace('\0', ' ').strip())
        .orElse("");
  }

  /** The first value of a decimal string, whose values are separated by backslashes. */
  OptionalDouble decimal(int tag) throws UnusableImageException {
    String text = text(tag);
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    String first = text.split("\\\\", -1)[0].strip();
    try {
      double value = Double.parseDouble(first);
      if (Double.isFinite(value)) {
        return OptionalDouble.of(value);
      }
    } catch (NumberFormatException e) {
      throw notANumber(tag, first);
    }
    throw notANumber(tag, first);
  }

  private static UnusableImageException notANumber(int tag, String text) {
    return new UnusableImageException(
        QuarantineReason.CORRUPT,
        "element (%04x,%04x) of the DICOM file is no number but '%s'"
            .formatted(tag >>> 16, tag & 0xffff, text));
  }

  /** The first unsigned 16-bit value of an element. */
  OptionalInt unsigned(int tag) {
    Optional<Element> element = get(tag);
    return element.isPresent() && element.get().values().remaining() >= 2
        ? OptionalInt.of(Short.toUnsignedInt(at(element.get(), 0)))
        : OptionalInt.empty();
  }

  /** The first 16-bit value, signed if the pixels are signed. */
  OptionalInt pixelValue(int tag, boolean signed) {
    OptionalInt value = unsigned(tag);
    return signed && value.isPresent() ? OptionalInt.of((short) value.getAsInt()) : value;
  }

  /**
   * @throws UnusableImageException if the element, which every image has, is missing
   */
  int required(int tag, String name) throws UnusableImageException {
    OptionalInt value = unsigned(tag);
    if (value.isEmpty()) {
      throw new UnusableImageException(
          QuarantineReason.CORRUPT, "the DICOM file has no " + name + ", which every image has");
    }
    return value.getAsInt();
  }

  private static short at(Element element, int index) {
    ByteBuffer values = element.values();
    return values.getShort(values.position() + 2 * index);
  }
}
