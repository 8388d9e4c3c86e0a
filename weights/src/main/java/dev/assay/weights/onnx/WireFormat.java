// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The wire format of protocol buffers (https://protobuf.dev/programming-guides/encoding), as little
 * of it as ONNX uses: no groups, which no ONNX file has. Nothing is copied but names.
 */
final class WireFormat {
  static final int VARINT = 0;
  static final int EIGHT_BYTES = 1;
  static final int BYTES = 2;
  static final int FOUR_BYTES = 5;

  private static final int LONGEST_NAME = 1024;
  private static final int LARGEST_FIELD = (1 << 29) - 1;

  private WireFormat() {}

  /** A message that cannot be read; the message says where, and names no file. */
  static final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MalformedException(String message) {
      super(message);
    }
  }

  /**
   * One field of a message.
   *
   * @param number of the field
   * @param wire {@link #VARINT}, {@link #EIGHT_BYTES}, {@link #BYTES} or {@link #FOUR_BYTES}
   * @param value of a number; of fixed numbers the bits
   * @param bytes of a text, a message or packed numbers; otherwise empty
   */
  record Field(int number, int wire, long value, ByteBuffer bytes) {
    Field is(int expected, String name) {
      if (wire != expected) {
        throw new MalformedException("'%s' is of wire type %d".formatted(name, wire));
      }
      return this;
    }

    ByteBuffer message(String name) {
      return is(BYTES, name).bytes();
    }

    long number(String name) {
      return is(VARINT, name).value();
    }

    /** A name of UTF-8, at most {@value #LONGEST_NAME} bytes. */
    String text(String name) {
      is(BYTES, name);
      if (bytes.remaining() > LONGEST_NAME) {
        throw new MalformedException(
            "'%s' has %d bytes; at most %d are read"
                .formatted(name, bytes.remaining(), LONGEST_NAME));
      }
      try {
        CharBuffer text =
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .decode(bytes.duplicate());
        return text.toString();
      } catch (CharacterCodingException e) {
        throw new MalformedException("'%s' is not UTF-8".formatted(name));
      }
    }

    /** Adds whole numbers that may be packed. */
    void numbers(String name, List<Long> to, int most) {
      if (wire == VARINT) {
        to.add(value);
      } else {
        ByteBuffer packed = message(name).duplicate();
        while (packed.hasRemaining()) {
          to.add(varint(packed));
          if (to.size() > most) {
            break;
          }
        }
      }
      if (to.size() > most) {
        throw new MalformedException("'%s' has more than %d numbers".formatted(name, most));
      }
    }

    /** How many whole numbers these are, packed or single, without their values. */
    long count(String name) {
      if (wire == VARINT) {
        return 1;
      }
      ByteBuffer packed = message(name);
      long count = 0;
      for (int i = packed.position(); i < packed.limit(); i++) {
        if (packed.get(i) >= 0) {
          count++;
        }
      }
      return count;
    }
  }

  /** What is done with each field. */
  interface Each {
    void field(Field field);
  }

  /** Reads a message from front to back. */
  static void each(ByteBuffer message, Each each) {
    ByteBuffer in = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      long key = varint(in);
      long number = key >>> 3;
      int wire = (int) (key & 7);
      if (number == 0 || number > LARGEST_FIELD) {
        throw new MalformedException("field number " + number);
      }
      long value = 0;
      ByteBuffer bytes = ByteBuffer.allocate(0);
      switch (wire) {
        case VARINT -> value = varint(in);
        case EIGHT_BYTES -> {
          require(in, Long.BYTES);
          value = in.getLong();
        }
        case FOUR_BYTES -> {
          require(in, Integer.BYTES);
          value = in.getInt();
        }
        case BYTES -> {
          long length = varint(in);
          require(in, length);
          bytes = in.slice(in.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
          in.position(in.position() + (int) length);
        }
        default -> throw new MalformedException("wire type " + wire);
      }
      each.field(new Field((int) number, wire, value, bytes));
    }
  }

  private static void require(ByteBuffer in, long length) {
    if (length < 0 || length > in.remaining()) {
      throw new MalformedException(
          "a part of %s bytes where %d are left"
              .formatted(Long.toUnsignedString(length), in.remaining()));
    }
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      require(in, 1);
      byte part = in.get();
      value |= (long) (part & 0x7f) << shift;
      if (part >= 0) {
        return value;
      }
    }
    throw new MalformedException("a number of more than ten bytes");
  }
}
