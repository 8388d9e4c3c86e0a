// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PrintableTest {
  @Test
  void replacesWhatATerminalObeysAndWhatTurnsTheDirection() {
    assertThat(Printable.of("a\u001b[2Jb\u0007c\u009bd\u0000e\u007ff"))
        .isEqualTo("a\uFFFD[2Jb\uFFFDc\uFFFDd\uFFFDe\uFFFDf");
    assertThat(Printable.of("gpj\u202egnp.\u2066x\u200f")).isEqualTo("gpj\uFFFDgnp.\uFFFDx\uFFFD");
    assertThat(Printable.of("a\rb\u2028c\ud800d")).isEqualTo("a\uFFFDb\uFFFDc\uFFFDd");
  }

  @Test
  void keepsEveryOtherText() {
    for (String text :
        new String[] {
          "", "pneumonia", "Lungenentzündung", "폐렴", "दमा\u200d", "a\tb\nc", "\ud83e\ude7b"
        }) {
      assertThat(Printable.of(text)).isEqualTo(text);
    }
    assertThat(Printable.of("a\r\nb")).isEqualTo("a\nb");
  }

  @Test
  void oneLineHasNoLineBreakAndNoTab() {
    assertThat(Printable.onOneLine("a\r\nb\nc\rd\te\u2028f\u001bg"))
        .isEqualTo("a b c d e\uFFFDf\uFFFDg");
  }

  @Test
  void jsonKeepsItsContentButNothingThatATerminalObeys() throws Exception {
    String text = "a\u009b2Jb\u007f\u202ec\u2028d\u001b";
    String document = Printable.inJson(Json.writePretty(List.of(text)));

    assertThat(document).isEqualTo(Printable.of(document)).contains("\\u009b2Jb\\u007f\\u202ec");
    assertThat(Json.mapper().readTree(document).get(0).asText()).isEqualTo(text);
  }

  @Test
  void faultsArePrintable() {
    Fault fault = new Fault("file \u001b[31m", "v\u0007", "no\u202e");

    assertThat(fault.field()).isEqualTo("file \uFFFD[31m");
    assertThat(fault.value()).isEqualTo("v\uFFFD");
    assertThat(fault.message()).isEqualTo("no\uFFFD");
  }
}
