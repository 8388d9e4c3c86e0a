// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.source;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * The encoding of names in zip archives. An archive says of a name that it is UTF-8, or nothing;
 * then the format means IBM 437, and most programs write UTF-8 all the same, some the encoding of
 * their system. So a name is UTF-8 if its bytes are valid as such, and IBM 437 otherwise, in which
 * every byte is a character: such a name may look odd, but no archive is refused for it.
 */
final class ZipNames extends Charset {
  static final Charset CHARSET = new ZipNames();

  private ZipNames() {
    super("x-assay-zip-names", new String[0]);
  }

  @Override
  public boolean contains(Charset other) {
    return StandardCharsets.UTF_8.contains(other);
  }

  @Override
  public CharsetEncoder newEncoder() {
    return StandardCharsets.UTF_8.newEncoder();
  }

  @Override
  public CharsetDecoder newDecoder() {
    return new CharsetDecoder(this, 1, 1) {
      @Override
      protected CoderResult decodeLoop(ByteBuffer in, CharBuffer out) {
        // A name is decoded as a whole, as java.util.zip does.
        String name = decoded(in.duplicate());
        if (name.length() > out.remaining()) {
          return CoderResult.OVERFLOW;
        }
        out.put(name);
        in.position(in.limit());
        return CoderResult.UNDERFLOW;
      }
    };
  }

  private static String decoded(ByteBuffer name) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(name.duplicate()).toString();
    } catch (CharacterCodingException e) {
      return Ibm437.decode(name);
    }
  }

  /** The charset is in a module of the JDK that small runtime images do not have. */
  private static final class Ibm437 {
    private static final String UPPER =
        "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";

    static String decode(ByteBuffer name) {
      StringBuilder text = new StringBuilder(name.remaining());
      while (name.hasRemaining()) {
        int code = Byte.toUnsignedInt(name.get());
        text.append(code < 0x80 ? (char) code : UPPER.charAt(code - 0x80));
      }
      return text.toString();
    }
  }
}
