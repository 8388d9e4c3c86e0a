// SPDX-License-Identifier: Apache-2.0
package dev.assay.latex;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LatexTextTest {
  /** What pdfLaTeX prints for each command; longer commands first. */
  private static final Map<String, String> PRINTED = new LinkedHashMap<>();

  static {
    PRINTED.put("\\textbackslash{}", "\\");
    PRINTED.put("\\textasciitilde{}", "~");
    PRINTED.put("\\textasciicircum{}", "^");
    PRINTED.put("\\textquoteleft{}", "`");
    PRINTED.put("\\textgreater{}", ">");
    PRINTED.put("\\textless{}", "<");
    PRINTED.put("\\textbar{}", "|");
    PRINTED.put("\\texttt{\"}", "\"");
    for (String sign : new String[] {"&", "%", "$", "#", "_", "{", "}"}) {
      PRINTED.put("\\" + sign, sign);
    }
    for (String sign : new String[] {"[", "]", "*"}) {
      PRINTED.put("{" + sign + "}", sign);
    }
    PRINTED.put("{}", "");
  }

  static IntStream characters() {
    return Characters.all().codePoints();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '!',
      value = {
        "a_b & c; a\\_b \\& c",
        "50%; 50\\%",
        "{#1$}; \\{\\#1\\$\\}",
        "a\\b; a\\textbackslash{}b",
        "~^; \\textasciitilde{}\\textasciicircum{}",
        "[x]; {[}x{]}",
        "a--b; a-{}-b",
        "-\u2013; -{}--",
        "a''b,,c; a'{}'b,{},c",
        "?`; ?{}\\textquoteleft{}",
        "\"x\" *; \\texttt{\"}x\\texttt{\"} {*}",
        "naïve; naïve",
        "\u0111; {[}U+0111{]}",
        "肺; {[}U+80BA{]}"
      })
  void printsEverySignAsItIs(String plain, String latex) {
    assertThat(LatexText.of(plain)).isEqualTo(latex);
  }

  @ParameterizedTest
  @MethodSource("characters")
  void printsCharacterItselfOrItsCodePointAndNeverACommand(int character) {
    String plain = Character.toString(character);

    String printed = printed(LatexText.of(plain + plain));

    assertThat(printed)
        .isIn(
            plain + plain,
            "[U+%04X][U+%04X]".formatted(character, character),
            // white space and control characters
            character < 0x20 || character >= 0x7F ? "  " : plain + plain,
            // quotation marks and dashes are written as LaTeX writes them
            "''",
            "----",
            "------");
  }

  @Test
  void printsEveryCharacterOfAKeyboardAsItself() {
    String keyboard =
        IntStream.rangeClosed(0x20, 0x7E)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();

    assertThat(printed(LatexText.of(keyboard))).isEqualTo(keyboard);
  }

  @Test
  void keepsCommentOnItsLine() {
    assertThat(LatexText.comment("100 %\r\n\\input{x}\u2028y")).isEqualTo("100 % \\input{x} y");
  }

  /** Reads a text without commands of other kinds, as LaTeX does. */
  private static String printed(String latex) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < latex.length()) {
      int here = at;
      String command =
          PRINTED.keySet().stream()
              .filter(known -> latex.startsWith(known, here))
              .findFirst()
              .orElse("");
      if (command.isEmpty()) {
        char plain = latex.charAt(at);
        assertThat("\\{}$&#_%^~").as(latex).doesNotContain(Character.toString(plain));
        out.append(plain);
        at++;
      } else {
        out.append(PRINTED.get(command));
        at += command.length();
      }
    }
    return out.toString();
  }
}
