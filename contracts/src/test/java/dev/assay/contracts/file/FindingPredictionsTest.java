// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.Golden;
import dev.assay.contracts.file.FindingLabels.Shown;
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

class FindingPredictionsTest {
  private static final String HEADER = "image_id,group,true_a,true_b,prob_a,prob_b\n";

  @TempDir Path folder;

  @Test
  void readsTheGoldenFileAndWritesTheSameBytes() throws IOException {
    Path golden = Golden.file("file/predictions-findings.csv");
    FindingPredictions read = FindingPredictions.read(golden);

    read.write(folder.resolve("again.csv"));

    assertThat(read.findings()).containsExactly("effusion", "mass, or nodule");
    assertThat(read.rows().get(0).truth().of(1)).isEqualTo(Shown.UNKNOWN);
    assertThat(read.rows().get(1).truth().isPresent(1)).isTrue();
    assertThat(folder.resolve("again.csv")).hasSameBinaryContentAs(golden);
  }

  @Test
  void everyTruthAndProbabilityReadsBack() throws IOException {
    Random random = new Random(2);
    List<FindingPredictions.Row> rows =
        IntStream.range(0, 300)
            .mapToObj(
                i ->
                    new FindingPredictions.Row(
                        "i" + i,
                        "g",
                        FindingLabels.of(
                            List.of(Shown.values()[i % 3], Shown.values()[(i / 3) % 3])),
                        new double[] {random.nextDouble() * 1e-12, random.nextDouble()}))
            .toList();

    new FindingPredictions(List.of("quoted \"a\"", "b"), rows).write(folder.resolve("p.csv"));
    FindingPredictions read = FindingPredictions.read(folder.resolve("p.csv"));

    for (int i = 0; i < rows.size(); i++) {
      assertThat(read.rows().get(i).truth()).isEqualTo(rows.get(i).truth());
      assertThat(read.rows().get(i).probabilities()).containsExactly(rows.get(i).probabilities());
    }
  }

  @Test
  void readsOneImageAlone() throws IOException {
    Files.writeString(folder.resolve("p.csv"), HEADER + "i1,g,1,0,.5,.5\ni12,g,,0,.1,.2\n");

    assertThat(FindingPredictions.read(folder.resolve("p.csv"), "i1").rows())
        .extracting(FindingPredictions.Row::image)
        .containsExactly("i1");
  }

  @Test
  void isToldFromPredictionsOfOneClass() throws IOException {
    assertThat(FindingPredictions.isOne(Golden.file("file/predictions-findings.csv"))).isTrue();
    assertThat(FindingPredictions.isOne(Golden.file("file/predictions.csv"))).isFalse();
    assertThat(FindingPredictions.isOne(Golden.file("file/predictions-calibrated.csv"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          i,g,1,0,.5            | row 2: 5 values under 6 columns
          i,g,2,0,.5,.5         | row 2, true_a: '2' is not 1, 0 or empty
          i,g,1,-1,.5,.5        | row 2, true_b: '-1' is not 1, 0 or empty
          i,g,1,0,x,.5          | row 2, prob_a: 'x' is not a number
          i,g,1,0,.5,1.5        | probability must be
          i,g,1,0,.5,NaN        | probability must be
          ,g,1,0,.5,.5          | image must not be empty
          """)
  void namesRowColumnAndValueOfAFault(String row, String message) throws IOException {
    Path file = folder.resolve("p.csv");
    Files.writeString(file, HEADER + row + "\n");

    assertThatThrownBy(() -> FindingPredictions.read(file)).hasMessageContaining(message);
  }

  @Test
  void refusesAFileThatEndsInTheMiddleOrHasAnotherHeader() throws IOException {
    Path file = folder.resolve("p.csv");
    Files.writeString(file, HEADER + "i,g,1,0,.5,.5");
    assertThatThrownBy(() -> FindingPredictions.read(file)).hasMessageContaining("truncated");

    Files.writeString(file, "image_id,group,true_a,prob_b\ni,g,1,.5\n");
    assertThatThrownBy(() -> FindingPredictions.read(file))
        .hasMessageContaining("row 1: the header must be image_id,group");
  }
}
