// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.npz;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Type and shape of an array: the header of NumPy's format 1 to 3 (numpy.lib.format). The
 * dictionary in it is Python source; it is matched, never executed.
 *
 * @param type NumPy's name, such as {@code |u1}
 * @param shape rows first; C order
 */
public record NpyHeader(String type, List<Integer> shape) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST = 1 << 16;
  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, ]*)\\)");

  public NpyHeader {
    shape = List.copyOf(shape);
  }

  /** Reads the header up to the first value. */
  public static NpyHeader read(InputStream in) throws IOException {
    byte[] start = in.readNBytes(8);
    if (start.length < 8 || !ByteBuffer.wrap(MAGIC).equals(ByteBuffer.wrap(start, 0, 6))) {
      throw new NpzFormatException("does not begin as a NumPy array does");
    }
    int digits = start[6] == 1 ? 2 : 4;
    byte[] size = in.readNBytes(digits);
    if (start[6] < 1 || start[6] > 3 || size.length < digits) {
      throw new NpzFormatException("is of an unknown version of NumPy's format");
    }
    ByteBuffer number = ByteBuffer.wrap(size).order(ByteOrder.LITTLE_ENDIAN);
    int length = digits == 2 ? Short.toUnsignedInt(number.getShort()) : number.getInt();
    if (length < 0 || length > LONGEST) {
      throw new NpzFormatException("has a header of " + length + " bytes");
    }
    byte[] text = in.readNBytes(length);
    if (text.length < length) {
      throw new NpzFormatException("ends within its header");
    }
    return parse(new String(text, StandardCharsets.UTF_8));
  }

  private static NpyHeader parse(String text) throws NpzFormatException {
    Matcher type = TYPE.matcher(text);
    Matcher order = ORDER.matcher(text);
    Matcher shape = SHAPE.matcher(text);
    if (!type.find() || !order.find() || !shape.find()) {
      throw new NpzFormatException("has a header without type, order and shape");
    }
    if (order.group(1).equals("True")) {
      throw new NpzFormatException("is in Fortran order; C order is read");
    }
    List<Integer> sizes = new ArrayList<>();
    try {
      for (String size : shape.group(1).split(",")) {
        if (!size.isBlank()) {
          sizes.add(Integer.parseInt(size.strip()));
        }
      }
    } catch (NumberFormatException e) {
      throw new NpzFormatException("has the shape (" + shape.group(1) + ")", e);
    }
    return new NpyHeader(type.group(1), sizes);
  }

  /** Number of elements along the first axis. */
  public int length() {
    return shape.isEmpty() ? 1 : shape.get(0);
  }

  /** Number of values of each element of the first axis. */
  public long values() {
    return shape.stream().skip(1).mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }
}
