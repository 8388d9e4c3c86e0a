// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.source;

import static dev.assay.datasets.source.UnpackedFolder.refused;

import dev.assay.contracts.FaultException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The block before each file of a tar archive, in the forms of Unix V7, POSIX ustar (IEEE 1003.1,
 * pax) and GNU tar.
 */
final class TarHeader {
  static final int BLOCK = 512;

  private static final int NAME = 100;
  private static final int CHECKSUM_AT = 148;
  private static final int CHECKSUM_END = 156;
  private static final int MAGIC_AT = 257;
  private static final int PREFIX_AT = 345;
  private static final int PREFIX = 155;

  private final byte[] block;

  /**
   * @param block whose checksum is right
   */
  TarHeader(byte[] block) {
    this.block = block;
  }

  /** Whether a block is such a header, which its checksum says. */
  static boolean isOne(byte[] block) {
    if (block.length < BLOCK || isEmpty(block)) {
      return false;
    }
    int unsigned = 0;
    int signed = 0;
    for (int i = 0; i < BLOCK; i++) {
      byte value = i >= CHECKSUM_AT && i < CHECKSUM_END ? (byte) ' ' : block[i];
      unsigned += value & 0xff;
      // Old programs added signed bytes.
      signed += value;
    }
    try {
      long stated = number(block, CHECKSUM_AT, CHECKSUM_END - CHECKSUM_AT);
      return stated == unsigned || stated == signed;
    } catch (FaultException e) {
      return false;
    }
  }

  /** Whether all its bytes are zero, as those of the two blocks at the end. */
  static boolean isEmpty(byte[] block) {
    for (byte value : block) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  char type() {
    return (char) (block[156] & 0xff);
  }

  long size() {
    return number(124, 12);
  }

  String name() {
    boolean posix = Arrays.equals(block, MAGIC_AT, MAGIC_AT + 6, ustar(), 0, 6);
    String name = text(block, 0, NAME);
    // GNU tar has times at the place of the prefix.
    String prefix = posix ? text(block, PREFIX_AT, PREFIX) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static byte[] ustar() {
    return new byte[] {'u', 's', 't', 'a', 'r', 0};
  }

  String linkName() {
    return text(block, 157, NAME);
  }

  long number(int at, int length) {
    return number(block, at, length);
  }

  boolean isSet(int at) {
    return block[at] != 0;
  }

  /**
   * A number in octal digits, or in base 256 if its first bit is set.
   *
   * @throws FaultException if it is neither, negative, or has more than 63 bits
   */
  static long number(byte[] block, int at, int length) {
    if ((block[at] & 0x80) != 0) {
      return binary(block, at, length);
    }
    String digits = text(block, at, length).strip();
    if (!digits.matches("[0-7]{0,20}")) {
      throw noNumber();
    }
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }

  private static long binary(byte[] block, int at, int length) {
    long value = block[at] & 0x3f;
    boolean fits = (block[at] & 0x40) == 0;
    for (int i = at + 1; i < at + length; i++) {
      fits &= value >> 55 == 0;
      value = value << 8 | block[i] & 0xff;
    }
    if (!fits) {
      throw noNumber();
    }
    return value;
  }

  private static FaultException noNumber() {
    return refused("is damaged: a header of the tar has no number where one must be");
  }

  /** The text up to the first zero byte. */
  static String text(byte[] bytes, int at, int length) {
    int end = at;
    while (end < at + length && bytes[end] != 0) {
      end++;
    }
    return text(Arrays.copyOfRange(bytes, at, end));
  }

  /**
   * Names have no stated encoding. They are UTF-8 if they are valid as such, and ISO 8859-1
   * otherwise, in which every byte is a character: such a name may look odd, but no archive is
   * refused for it, and different names stay different.
   */
  static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }
}
