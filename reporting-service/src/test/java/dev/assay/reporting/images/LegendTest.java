// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.file.Explanation;
import java.util.List;
import org.junit.jupiter.api.Test;

class LegendTest {
  private static final List<String> CLASSES = List.of("NORMAL", "PNEUMONIA");

  private static Legend cam(int rows, int columns, Double... values) {
    return Legend.of(
        new Explanation(
            Explanation.FORMAT_VERSION, Explanation.GRAD_CAM, 1, rows, columns, List.of(values)),
        "class",
        CLASSES,
        3);
  }

  private static Legend rollout(Double... values) {
    return Legend.of(
        new Explanation(
            Explanation.FORMAT_VERSION,
            Explanation.ATTENTION_ROLLOUT,
            null,
            1,
            values.length,
            List.of(values)),
        "class",
        CLASSES,
        3);
  }

  @Test
  void saysTheClassTheSeedTheColoursAndWhereMostIs() {
    Legend legend = cam(2, 2, 0.0, 0.0, 0.0, 0.4);

    assertThat(legend.text())
        .startsWith("Grad-CAM for class PNEUMONIA, seed 3. Yellow places speak for this class")
        .endsWith("not whether it was right to.");
    assertThat(legend.alt())
        .isEqualTo(
            "Grad-CAM for class PNEUMONIA, seed 3, over the image: the most is in the lower right");
  }

  @Test
  void thirdsOfTheImageHaveNames() {
    assertThat(cam(1, 1, 2.0).alt()).endsWith("middle centre");
    assertThat(cam(3, 3, 0.0, 0.0, 0.0, 5.0, 0.0, 0.0, 0.0, 0.0, 0.0).alt())
        .endsWith("middle left");
    assertThat(cam(1, 7, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0).alt()).endsWith("middle left");
    assertThat(cam(7, 1, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0).alt()).endsWith("middle centre");
    assertThat(cam(7, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0).alt()).endsWith("lower centre");
  }

  @Test
  void saysThatNothingSpeaksForTheClass() {
    Legend legend = cam(1, 2, 0.0, 0.0);

    assertThat(legend.text())
        .contains("seed 3: no place of the image speaks for this class, so the image is unchanged");
    assertThat(legend.alt()).endsWith("no place of the image speaks for this class");
    assertThat(rollout(0.25, 0.25).text()).contains("every place is attended to alike");
  }

  @Test
  void ofAFindingItSpeaksOfFindings() {
    Explanation map =
        new Explanation(Explanation.FORMAT_VERSION, Explanation.GRAD_CAM, 1, 1, 1, List.of(1.0));
    Explanation none =
        new Explanation(Explanation.FORMAT_VERSION, Explanation.GRAD_CAM, 1, 1, 1, List.of(0.0));

    assertThat(Legend.of(map, "finding", List.of("mass", "edema"), 3).text())
        .startsWith("Grad-CAM for finding edema, seed 3. Yellow places speak for this finding");
    assertThat(Legend.of(none, "finding", List.of("mass", "edema"), 3).text())
        .contains("no place of the image speaks for this finding");
  }

  @Test
  void attentionIsOfNoClass() {
    assertThat(rollout(0.1, 0.3).text())
        .startsWith("Attention roll-out, seed 3, the same for every class. What was in the yellow");
  }
}
