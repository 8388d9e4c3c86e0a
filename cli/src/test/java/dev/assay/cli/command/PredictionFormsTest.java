// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files of predictions as spreadsheets and other programs write them, and as people damage them.
 */
class PredictionFormsTest {
  private static final String HEADER = "image_id,true_label,prob_a,prob_b";
  private static final String ROWS = "1,a,0.75,0.25\n2,b,0.25,0.75\n3,b,0.75,0.25\n";

  @TempDir Path folder;

  /** A spreadsheet writes the columns that somebody has emptied. */
  @Test
  void columnsWithoutANameAreNotRead() throws Exception {
    String rows = ROWS.replace("\n", ",,\n");

    Cli.Result result = evaluate(HEADER + ",,\n" + rows);

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).isEqualTo(evaluate(HEADER + "\n" + ROWS).out());
  }

  @Test
  void aNameOfTwoColumnsIsNamed() throws Exception {
    Cli.Result result = evaluate(HEADER + ",prob_a,prob_a\n" + ROWS.replace("\n", ",1,1\n"));

    assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(result.err()).contains("row 1: 'prob_a': is the name of two columns");
    assertThat(result.err().split("two columns", -1)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(chars = {',', ';', '\t'})
  void anUnclosedQuoteIsFoundWithEverySeparator(char separator) throws Exception {
    String text = (HEADER + "\n1,\"a,0.75,0.25\n2,b,0.25,0.75\n").replace(',', separator);

    Cli.Result result = evaluate(text);

    assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(result.err()).contains("line 2: '\"a").contains("a quote that is not closed");
  }

  @Test
  void textAfterAQuoteHasAPlace() throws Exception {
    Cli.Result result = evaluate(HEADER + "\n" + ROWS + "4,\"a\"x,0.75,0.25\n");

    assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(result.err()).contains("m.csv is not CSV: line 5, character ");
  }

  /** What .9 misses may be anything of seven classes, so one decimal is not scaled. */
  @Test
  void oneDecimalIsTooFew() throws Exception {
    String text =
        "image_id,true_label,prob_a,prob_b,prob_c\n1,a,0.5,0.2,0.2\n2,b,0,1,0\n3,c,0,0,1\n";

    assertThat(evaluate(text).err())
        .contains(
            "row 2, column prob_...: '0.9': is the sum of the row's probabilities; it must be 1,"
                + " give or take 0.001; rounded ones need 2 decimals or more");
    assertThat(evaluate(text.replace("0.2,0.2", "0.25,0.2")).err())
        .contains("give or take 0.015")
        .doesNotContain("2 decimals or more");
  }

  private Cli.Result evaluate(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("m.csv"), text);
    return Cli.run(folder, "evaluate", file.toString(), "--resamples", "200");
  }
}
