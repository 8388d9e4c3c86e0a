// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

/**
 * Text for people that comes from files: names of classes, of files, of columns. A terminal obeys
 * control characters, and characters that change the direction of writing make text look like
 * another one, so neither may reach a terminal, a log or a table.
 */
public final class Printable {
  private static final char REPLACEMENT = '\uFFFD';

  private Printable() {}

  /**
   * The same text on as many lines, with every control character (but tab and line feed), line and
   * paragraph separator, directional formatting character and unpaired surrogate replaced by
   * U+FFFD. A carriage return before a line feed is dropped.
   */
  public static String of(String text) {
    String lines = text.replace("\r\n", "\n");
    if (lines.codePoints().noneMatch(Printable::acts)) {
      return lines;
    }
    StringBuilder safe = new StringBuilder(lines.length());
    lines.codePoints().forEach(c -> safe.appendCodePoint(acts(c) ? REPLACEMENT : c));
    return safe.toString();
  }

  /**
   * The same text on one line: line breaks and tabs become spaces, the rest is as in {@link #of}.
   */
  public static String onOneLine(String text) {
    return of(text.replace("\r\n", " ").replace('\r', ' ').replace('\n', ' ').replace('\t', ' '));
  }

  /**
   * The same JSON document with every such character as an escape sequence, so that a terminal
   * obeys nothing and a program reads the same text. In JSON such characters stand only within
   * strings.
   */
  public static String inJson(String document) {
    if (document.codePoints().noneMatch(c -> acts(c) && c != '\r')) {
      return document;
    }
    StringBuilder safe = new StringBuilder(document.length());
    document
        .codePoints()
        .forEach(
            c -> {
              if (acts(c) && c != '\r') {
                safe.append("\\u%04x".formatted(c));
              } else {
                safe.appendCodePoint(c);
              }
            });
    return safe.toString();
  }

  private static boolean acts(int c) {
    if (c == '\n' || c == '\t') {
      return false;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      case Character.FORMAT -> changesDirection(c);
      default -> false;
    };
  }

  /** Marks, embeddings, overrides and isolates of the bidirectional algorithm (Unicode UAX 9). */
  private static boolean changesDirection(int c) {
    return c == 0x061C
        || c == 0x200E
        || c == 0x200F
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069);
  }
}
