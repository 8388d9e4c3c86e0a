package dev.assay.reporting.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatexTextTest {
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
        "naïve; naïve",
        "肺; {[}U+80BA{]}"
      })
  void printsEverySignAsItIs(String plain, String latex) {
    assertThat(LatexText.of(plain)).isEqualTo(latex);
  }
}
