// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvLineTest {
  private static String cell(String value) {
    String line = CsvLine.of(List.of("first", value));
    assertThat(line).startsWith("first,").endsWith("\n");
    assertThat(CsvLine.joined(List.of("first", value)) + "\n").isEqualTo(line);
    return line.substring("first,".length(), line.length() - 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1+1",
        "+x",
        "-x",
        "@SUM(A1)",
        " =1+1",
        "-1+1",
        "--1",
        "\t=1",
        "=HYPERLINK(\"http://x\")",
        "-"
      })
  void noCellIsAFormula(String value) {
    assertThat(cell(value)).matches("(?s)\"?'.*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-0.05", "+1", "-1.0E-5", "0.5", "-Infinity", "pneumonia", "a-b", "a=b", "1-2"})
  void numbersAndOtherTextStayAsTheyAre(String value) {
    assertThat(cell(value)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({"'a,b','\"a,b\"'", "'a\"b','\"a\"\"b\"'"})
  void quotesWhatNeedsIt(String value, String expected) {
    assertThat(cell(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u001b[2Jb", "a\u0007b", "a\u202eb", "a\u0000b"})
  void noCellHasControlCharacters(String value) {
    assertThat(cell(value)).contains("\uFFFD").startsWith("a").endsWith("b");
  }
}
