// SPDX-License-Identifier: Apache-2.0
package dev.assay.latex;

/**
 * Plain text as LaTeX that prints it and compiles with the font encodings OT1 and T1. Text comes
 * from names and files, so nothing in it may be a command. Characters that pdfLaTeX has no glyph
 * for in one of the two encodings are printed as their code point, {@code [U+80BA]}, because an
 * unknown character would stop the compilation.
 */
public final class LatexText {
  private static final int FIRST_ACCENTED_LETTER = 0xC0;
  private static final int LAST_ACCENTED_LETTER = 0x17F;

  /** Letters of that range that OT1, or OT1 and T1, cannot print. */
  private static final String WITHOUT_GLYPH =
      "\u00D0\u00DE\u00F0\u00FE\u0104\u0105\u0110\u0111\u0118\u0119\u0126\u0127\u012E\u012F\u0138"
          + "\u013F\u0140\u0149\u014A\u014B\u0166\u0167\u0172\u0173\u017F";

  private LatexText() {}

  /**
   * Text for the body of a document, e.g. a cell of a table.
   *
   * @param plain any text; line breaks and control characters become spaces
   */
  public static String of(String plain) {
    StringBuilder out = new StringBuilder(plain.length() + 16);
    plain.codePoints().forEach(c -> append(out, c));
    return out.toString();
  }

  /**
   * Text for the rest of a line after a percent sign.
   *
   * @param plain any text; a line break becomes a space, since the comment would end there
   */
  public static String comment(String plain) {
    return plain.replaceAll("\\R", " ");
  }

  private static void append(StringBuilder out, int c) {
    switch (c) {
      case '\\' -> out.append("\\textbackslash{}");
      case '~' -> out.append("\\textasciitilde{}");
      case '^' -> out.append("\\textasciicircum{}");
      case '<' -> out.append("\\textless{}");
      case '>' -> out.append("\\textgreater{}");
      case '|' -> out.append("\\textbar{}");
      case '"' -> out.append("\\texttt{\"}");
      case '`' -> {
        // Without the braces ?` and !` are the Spanish inverted signs.
        out.append(endsWith(out, '?') || endsWith(out, '!') ? "{}" : "");
        out.append("\\textquoteleft{}");
      }
      case '&', '%', '$', '#', '_', '{', '}' -> out.append('\\').append((char) c);
      // A bracket after a line's end would be read as its optional argument.
      case '[', ']' -> out.append('{').append((char) c).append('}');
      // Likewise a star.
      case '*' -> out.append("{*}");
      case '-', '\'', ',' -> unjoined(out, (char) c, 1);
      case '\u2013' -> unjoined(out, '-', 2);
      case '\u2014' -> unjoined(out, '-', 3);
      case '\u2019' -> unjoined(out, '\'', 1);
      default -> letter(out, c);
    }
  }

  /** Apart from an equal sign before it, since two of them would be joined to another sign. */
  private static void unjoined(StringBuilder out, char c, int times) {
    out.append(endsWith(out, c) ? "{}" : "").repeat(c, times);
  }

  private static void letter(StringBuilder out, int c) {
    if (Character.isISOControl(c) || Character.isWhitespace(c)) {
      out.append(' ');
    } else if (c < 0x7F || isAccentedLetter(c)) {
      out.appendCodePoint(c);
    } else {
      out.append("{[}U+%04X{]}".formatted(c));
    }
  }

  private static boolean isAccentedLetter(int c) {
    return c >= FIRST_ACCENTED_LETTER
        && c <= LAST_ACCENTED_LETTER
        && Character.isLetter(c)
        && WITHOUT_GLYPH.indexOf(c) < 0;
  }

  private static boolean endsWith(StringBuilder text, char c) {
    return !text.isEmpty() && text.charAt(text.length() - 1) == c;
  }
}
