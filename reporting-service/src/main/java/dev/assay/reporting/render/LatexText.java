package dev.assay.reporting.render;

/**
 * Plain text as LaTeX that prints it and compiles with any font encoding. Letters that pdfLaTeX has
 * no glyph for are printed as their code point instead of stopping the compilation.
 */
final class LatexText {
  private static final int LAST_LATIN_LETTER = 0x17F;

  private LatexText() {}

  static String of(String plain) {
    StringBuilder out = new StringBuilder(plain.length() + 16);
    plain
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\\' -> out.append("\\textbackslash{}");
                case '~' -> out.append("\\textasciitilde{}");
                case '^' -> out.append("\\textasciicircum{}");
                case '<' -> out.append("\\textless{}");
                case '>' -> out.append("\\textgreater{}");
                case '|' -> out.append("\\textbar{}");
                case '"' -> out.append("\\texttt{\"}");
                case '`' -> out.append("\\textquoteleft{}");
                case '&', '%', '$', '#', '_', '{', '}' -> out.append('\\').append((char) c);
                // A bracket after a line's end would be read as its optional argument.
                case '[', ']' -> out.append('{').append((char) c).append('}');
                // Two hyphens would become a dash.
                case '-' -> out.append(endsWith(out, '-') ? "{}-" : "-");
                case '*' -> out.append("{*}");
                case '\u2013' -> out.append("--");
                case '\u2014' -> out.append("---");
                case '\u2019' -> out.append('\'');
                default -> other(out, c);
              }
            });
    return out.toString();
  }

  private static void other(StringBuilder out, int c) {
    if (Character.isISOControl(c) || Character.isWhitespace(c)) {
      out.append(' ');
    } else if (c < 0x7F || (c <= LAST_LATIN_LETTER && Character.isLetter(c) && c >= 0xC0)) {
      out.appendCodePoint(c);
    } else {
      out.append("{[}U+%04X{]}".formatted(c));
    }
  }

  private static boolean endsWith(StringBuilder text, char c) {
    return !text.isEmpty() && text.charAt(text.length() - 1) == c;
  }
}
