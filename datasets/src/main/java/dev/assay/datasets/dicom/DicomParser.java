// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.dicom;

import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.image.UnusableImageException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the elements of a data set (PS3.5, chapter 7), up to and including the pixel data. */
final class DicomParser {
  static final int PIXEL_DATA = 0x7fe00010;

  private static final int ITEM = 0xfffee000;
  private static final int ITEM_END = 0xfffee00d;
  private static final int SEQUENCE_END = 0xfffee0dd;
  private static final int UNDEFINED = -1;
  private static final int DEEPEST = 16;

  /** Value representations with two reserved bytes and a length of four. */
  private static final Set<String> LONG =
      Set.of("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV");

  /** Sequences that are read: an implicit file does not state that an element is a sequence. */
  private static final Set<Integer> SEQUENCES =
      Set.of(0x00283000, 0x00283010, 0x52009229, 0x52009230, 0x00289132, 0x00289145);

  private final ByteBuffer in;
  private final boolean explicit;

  /**
   * @param in the bytes from the first element on
   * @param explicit whether elements state their value representation
   * @param order of the bytes of numbers
   */
  DicomParser(ByteBuffer in, boolean explicit, ByteOrder order) {
    this.in = in.slice().order(order);
    this.explicit = explicit;
  }

  /**
   * @throws UnusableImageException if the file ends too soon or contradicts itself
   */
  Elements all() throws UnusableImageException {
    try {
      return elements(in.limit(), 0);
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw truncated(e);
    }
  }

  /**
   * The elements up to this tag, which are sorted by their tags.
   *
   * @throws UnusableImageException if the file ends before, or contradicts itself
   */
  Elements upTo(int last) throws UnusableImageException {
    Elements elements = new Elements();
    try {
      while (in.remaining() >= 8) {
        int at = in.position();
        if (Integer.compareUnsigned(tag(), last) > 0) {
          break;
        }
        in.position(at);
        element(elements, 0);
      }
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw truncated(e);
    }
    return elements;
  }

  /** The elements of group 2 only, which are always explicit; the rest stays in the buffer. */
  static Elements meta(ByteBuffer file) throws UnusableImageException {
    DicomParser parser = new DicomParser(file, true, ByteOrder.LITTLE_ENDIAN);
    Elements meta = new Elements();
    try {
      while (parser.in.remaining() >= 8 && parser.in.getShort(parser.in.position()) == 0x0002) {
        parser.element(meta, 0);
      }
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw truncated(e);
    }
    file.position(file.position() + parser.in.position());
    return meta;
  }

  private Elements elements(int end, int depth) throws UnusableImageException {
    Elements elements = new Elements();
    while (in.position() < end) {
      int tag = element(elements, depth);
      if (tag == ITEM_END || (tag == PIXEL_DATA && depth == 0)) {
        break;
      }
    }
    return elements;
  }

  /** Reads one element and returns its tag. */
  private int element(Elements elements, int depth) throws UnusableImageException {
    int tag = tag();
    if (tag == ITEM_END) {
      in.getInt();
      return tag;
    }
    String vr = "";
    int length;
    if (explicit) {
      byte[] letters = new byte[2];
      in.get(letters);
      vr = new String(letters, StandardCharsets.US_ASCII);
      if (!vr.matches("[A-Z]{2}")) {
        throw corrupt("an element without a value representation");
      }
      if (LONG.contains(vr)) {
        in.getShort();
        length = in.getInt();
      } else {
        length = Short.toUnsignedInt(in.getShort());
      }
    } else {
      length = in.getInt();
    }
    if (tag == PIXEL_DATA && length == UNDEFINED) {
      elements.put(tag, fragments());
    } else if (length == UNDEFINED || vr.equals("SQ") || SEQUENCES.contains(tag)) {
      // Unknown type and undefined length: a sequence with implicit elements (PS3.5, 6.2.2).
      DicomParser inside =
          vr.equals("UN") ? new DicomParser(rest(), false, ByteOrder.LITTLE_ENDIAN) : this;
      List<Elements> items = inside.items(length, depth + 1);
      if (inside != this) {
        in.position(in.position() + inside.in.position());
      }
      elements.put(tag, Elements.Element.sequence(items));
    } else {
      elements.put(tag, Elements.Element.of(values(length), !vr.equals("OB")));
    }
    return tag;
  }

  private ByteBuffer rest() {
    return in.slice();
  }

  private List<Elements> items(int length, int depth) throws UnusableImageException {
    if (depth > DEEPEST) {
      throw corrupt("sequences that are nested more than " + DEEPEST + " deep");
    }
    int end = length == UNDEFINED ? in.limit() : end(length);
    List<Elements> items = new ArrayList<>();
    while (in.position() < end) {
      int tag = tag();
      int size = in.getInt();
      if (tag == SEQUENCE_END) {
        break;
      }
      if (tag != ITEM) {
        throw corrupt("a sequence of something else than items");
      }
      items.add(elements(size == UNDEFINED ? end : end(size), depth));
    }
    return items;
  }

  /** The items of encapsulated pixel data: the table of offsets, and fragments (PS3.5, A.4). */
  private Elements.Element fragments() throws UnusableImageException {
    List<ByteBuffer> fragments = new ArrayList<>();
    while (true) {
      int tag = tag();
      int length = in.getInt();
      if (tag == SEQUENCE_END) {
        break;
      }
      if (tag != ITEM) {
        throw corrupt("pixel data of something else than fragments");
      }
      fragments.add(values(length));
    }
    if (fragments.isEmpty()) {
      throw corrupt("encapsulated pixel data without a table of offsets");
    }
    return Elements.Element.encapsulated(fragments.get(0), fragments.subList(1, fragments.size()));
  }

  private int tag() {
    int group = Short.toUnsignedInt(in.getShort());
    return (group << 16) | Short.toUnsignedInt(in.getShort());
  }

  private ByteBuffer values(int length) throws UnusableImageException {
    int end = end(length);
    ByteBuffer values = in.slice(in.position(), length).order(in.order());
    in.position(end);
    return values;
  }

  private int end(int length) throws UnusableImageException {
    if (length < 0 || length > in.remaining()) {
      throw truncated(null);
    }
    return in.position() + length;
  }

  private static UnusableImageException truncated(@Nullable Exception e) {
    String message = "the DICOM file ends before its elements do";
    return e == null
        ? new UnusableImageException(QuarantineReason.TRUNCATED, message)
        : new UnusableImageException(QuarantineReason.TRUNCATED, message, e);
  }

  private static UnusableImageException corrupt(String what) {
    return new UnusableImageException(QuarantineReason.CORRUPT, "the DICOM file has " + what);
  }
}
