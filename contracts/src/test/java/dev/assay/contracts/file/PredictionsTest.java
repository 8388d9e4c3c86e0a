// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictionsTest {
  private static final String HEADER = "image_id,group,true_label,predicted_label,prob_a,prob_b\n";

  @TempDir Path folder;

  @Test
  void readsTheGoldenFileAndWritesTheSameBytes() throws IOException {
    Predictions golden = Predictions.read(Golden.file("file/predictions.csv"));

    golden.write(folder.resolve("again.csv"));

    assertThat(golden.classes()).containsExactly("NORMAL", "viral, or bacterial");
    assertThat(golden.rows().get(1).label()).isEqualTo(1);
    assertThat(folder.resolve("again.csv"))
        .hasSameBinaryContentAs(Golden.file("file/predictions.csv"));
  }

  @Test
  void everyProbabilityReadsBackToTheSameDouble() throws IOException {
    Random random = new Random(1);
    List<Predictions.Row> rows =
        IntStream.range(0, 500)
            .mapToObj(
                i -> {
                  double p = random.nextDouble() / 3;
                  double q = random.nextDouble() * 1e-9;
                  return new Predictions.Row("i" + i, "g", i % 3, new double[] {p, q, 1 - p - q});
                })
            .toList();

    new Predictions(List.of("a", "quoted \"b\"", "c,d"), rows).write(folder.resolve("p.csv"));
    Predictions read = Predictions.read(folder.resolve("p.csv"));

    assertThat(read.classes()).containsExactly("a", "quoted \"b\"", "c,d");
    assertThat(read.rows()).hasSize(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      assertThat(read.rows().get(i).probabilities()).containsExactly(rows.get(i).probabilities());
      assertThat(read.rows().get(i).image()).isEqualTo("i" + i);
      assertThat(read.rows().get(i).label()).isEqualTo(i % 3);
    }
  }

  @Test
  void readsTheGoldenFileWithCalibratedProbabilitiesAndWritesTheSameBytes() throws IOException {
    Predictions golden = Predictions.read(Golden.file("file/predictions-calibrated.csv"));

    golden.write(folder.resolve("again.csv"));

    assertThat(golden.areCalibrated()).isTrue();
    assertThat(golden.rows().getFirst().probabilities()).containsExactly(0.75, 0.25);
    assertThat(golden.rows().getFirst().calibrated()).containsExactly(0.625, 0.375);
    assertThat(golden.rows().get(1).predicted()).as("by the model itself").isEqualTo(1);
    assertThat(folder.resolve("again.csv"))
        .hasSameBinaryContentAs(Golden.file("file/predictions-calibrated.csv"));
    assertThat(Predictions.read(Golden.file("file/predictions.csv")).areCalibrated()).isFalse();
  }

  @Test
  void refusesCalibratedProbabilitiesOfSomeRowsOrOfOtherClasses() throws IOException {
    Predictions.Row without = new Predictions.Row("i", "g", 0, new double[] {0.5, 0.5});
    Predictions.Row with =
        new Predictions.Row("j", "g", 0, new double[] {0.5, 0.5}, new double[] {0.5, 0.5});
    Path half = write(HEADER.replace("\n", ",cal_a\n") + "w,g,a,a,0.75,0.25,1\n");
    Path wrong = write2(HEADER.replace("\n", ",cal_a,cal_b\n") + "w,g,a,a,0.75,0.25,0.5,x\n");

    assertThatThrownBy(() -> new Predictions(List.of("a", "b"), List.of(without, with)))
        .hasMessageContaining("image j has not as many calibrated");
    assertThatThrownBy(() -> Predictions.read(half)).hasMessageContaining("row 1: the header");
    assertThatThrownBy(() -> Predictions.read(wrong))
        .hasMessageContaining("row 2, cal_b: 'x' is not a number");
  }

  @Test
  void predictsTheFirstOfEquallyProbableClasses() {
    assertThat(new Predictions.Row("i", "g", 0, new double[] {0.2, 0.4, 0.4}).predicted())
        .isEqualTo(1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          x,g,a,a,0.5               | row 3: 5 values under 6 columns
          x,g,c,a,0.5,0.5           | row 3, true_label: 'c' is none of
          x,g,a,b,0.5,0.5           | row 3, predicted_label: 'b' is not the most probable
          x,g,a,a,0.5,half          | row 3, prob_b: 'half' is not a number
          x,g,a,a,0.5,0.4           | row 3: sum of probabilities
          x,g,a,a,1.5,-0.5          | row 3: probability must be from
          x,g,a,a,NaN,0.5           | row 3: probability must be from
          ,g,a,a,0.5,0.5            | row 3: image must not be empty
          """)
  void namesTheRowThatIsWrong(String row, String message) throws IOException {
    Path file = write(HEADER + "w,g,a,a,0.75,0.25\n" + row + "\n");

    assertThatThrownBy(() -> Predictions.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesAFileThatEndsWithinARow() throws IOException {
    Path file = write(HEADER + "w,g,a,a,0.750001,0.24999");

    assertThatThrownBy(() -> Predictions.read(file)).hasMessageContaining("truncated");
  }

  @ParameterizedTest
  @CsvSource({"''", "'image_name,prediction,true_label'", "'image_id,group,true_label,prob_a'"})
  void refusesAnotherHeader(String header) throws IOException {
    Path file = write(header.isEmpty() ? "" : header + "\n");

    assertThatThrownBy(() -> Predictions.read(file)).hasMessageContaining("row 1: the header");
  }

  @Test
  void refusesRowsThatDoNotFitTheClasses() {
    Predictions.Row two = new Predictions.Row("i", "g", 0, new double[] {0.5, 0.5});
    Predictions.Row unknown = new Predictions.Row("i", "g", 2, new double[] {0.5, 0.5});

    assertThatThrownBy(() -> new Predictions(List.of("a", "b", "c"), List.of(two)))
        .hasMessageContaining("no probability for every class");
    assertThatThrownBy(() -> new Predictions(List.of("a", "b"), List.of(unknown)))
        .hasMessageContaining("label 2 of image i has no class");
    assertThatThrownBy(() -> new Predictions(List.of("a\nb", "b"), List.of(two)))
        .hasMessageContaining("line break");
  }

  private Path write2(String text) throws IOException {
    return Files.writeString(folder.resolve("other.csv"), text);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("predictions.csv"), text);
  }
}
