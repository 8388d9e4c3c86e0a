// SPDX-License-Identifier: Apache-2.0
package dev.assay.terminal;

import dev.assay.contracts.Printable;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;

/**
 * How many columns of a terminal a text takes. Names come from folders and files, so a text may
 * hold characters that take two columns or none, and control characters that would move the cursor.
 */
public final class TextWidth {
  private static final String ELLIPSIS = "…";
  private static final int FULL_WIDTH_FORMS = 0xFF00;
  private static final int HALF_WIDTH_FORMS = 0xFF61;
  private static final int CJK_PUNCTUATION = 0x3000;
  private static final int CJK_LETTERS = 0x3040;

  private TextWidth() {}

  public static int of(String text) {
    return text.codePoints().map(TextWidth::of).sum();
  }

  private static int of(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.FORMAT,
          Character.CONTROL ->
          0;
      default -> isWide(c) ? 2 : 1;
    };
  }

  /** East Asian letters, their punctuation and full-width forms, and pictures. */
  private static boolean isWide(int c) {
    if (c < 0x1100) {
      return false;
    }
    if ((c >= CJK_PUNCTUATION && c < CJK_LETTERS)
        || (c > FULL_WIDTH_FORMS && c < HALF_WIDTH_FORMS)) {
      return true;
    }
    if (c >= HALF_WIDTH_FORMS && c < 0xFFE0) {
      return false;
    }
    return switch (UnicodeScript.of(c)) {
      case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO -> true;
      default -> Character.isEmojiPresentation(c);
    };
  }

  /** The text, or its beginning and an ellipsis, in at most so many columns. */
  public static String cut(String text, int columns) {
    String clean = Printable.onOneLine(text);
    if (of(clean) <= columns) {
      return clean;
    }
    return columns < 1 ? "" : begin(clean, columns - 1) + ELLIPSIS;
  }

  /**
   * The text, or its beginning, an ellipsis and its end (a third), in at most so many columns: for
   * names that differ at their ends.
   */
  public static String squeeze(String text, int columns) {
    String clean = Printable.onOneLine(text);
    if (of(clean) <= columns) {
      return clean;
    }
    int end = (columns - 1) / 3;
    if (end < 1) {
      return cut(clean, columns);
    }
    String tail = end(clean, end);
    return begin(clean, columns - 1 - of(tail)) + ELLIPSIS + tail;
  }

  /** With spaces behind, or cut. */
  public static String pad(String text, int columns) {
    String fitting = cut(text, columns);
    return fitting + " ".repeat(columns - of(fitting));
  }

  private static String begin(String text, int columns) {
    int width = 0;
    int end = 0;
    while (end < text.length()) {
      int c = text.codePointAt(end);
      width += of(c);
      if (width > columns) {
        break;
      }
      end += Character.charCount(c);
    }
    return text.substring(0, end);
  }

  private static String end(String text, int columns) {
    int width = 0;
    int begin = text.length();
    while (begin > 0) {
      int c = text.codePointBefore(begin);
      width += of(c);
      if (width > columns) {
        break;
      }
      begin -= Character.charCount(c);
    }
    // An accent is part of the letter before it, which is left out.
    while (begin < text.length() && of(text.codePointAt(begin)) == 0) {
      begin += Character.charCount(text.codePointAt(begin));
    }
    return text.substring(begin);
  }

  /**
   * Lines of at most so many columns, broken at spaces; a longer word is broken anywhere.
   *
   * @param columns at least 2
   */
  public static List<String> wrap(String text, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : Printable.onOneLine(text).strip().split(" +")) {
      String rest = word;
      if (!line.isEmpty() && of(line.toString()) + 1 + of(rest) <= columns) {
        line.append(' ').append(rest);
        continue;
      }
      if (!line.isEmpty()) {
        lines.add(line.toString());
        line.setLength(0);
      }
      while (of(rest) > columns) {
        String head = begin(rest, columns);
        lines.add(head);
        rest = rest.substring(head.length());
      }
      line.append(rest);
    }
    if (!line.isEmpty() || lines.isEmpty()) {
      lines.add(line.toString());
    }
    return lines;
  }

  /** Likewise, with every line but the first indented. */
  public static List<String> hanging(String first, String text, int columns) {
    int indent = Math.min(of(first), columns / 2);
    List<String> lines = new ArrayList<>();
    for (String line : wrap(text, columns - indent)) {
      lines.add((lines.isEmpty() ? first : " ".repeat(indent)) + line);
    }
    return lines;
  }
}
