// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.backbones.engine.BackboneException;
import dev.assay.backbones.engine.CounterRandom;
import dev.assay.weights.Safetensors;
import dev.assay.weights.Tensor;
import dev.assay.weights.TensorFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeighboursTest {
  @TempDir Path folder;

  /** By hand: similarities 1, 0.6 and 0; votes exp(s / 0.07), summing to 3; one vote spread. */
  @Test
  void votesWeighBySimilarityAndOneIsSpreadEvenly() {
    Neighbours neighbours =
        Neighbours.of(new float[][] {{5, 0}, {0.3f, 0.4f}, {0, 2}}, new int[] {0, 1, 1}, 2);

    double[] p = neighbours.probabilities(new float[] {7, 0});

    double one = Math.exp(-0.4 / 0.07);
    double other = Math.exp(-1 / 0.07);
    double sum = 1 + one + other;
    assertThat(p[0]).isCloseTo((3 / sum + 0.5) / 4, within(1e-7));
    assertThat(p[1]).isCloseTo((3 * (one + other) / sum + 0.5) / 4, within(1e-7));
    assertThat(p[0] + p[1]).isCloseTo(1, within(1e-12));
  }

  @Test
  void noMoreThanTwentyVoteAndOfEquallySimilarOnesTheEarlier() {
    float[][] features = new float[50][];
    int[] labels = new int[50];
    for (int i = 0; i < 50; i++) {
      features[i] = new float[] {1, 1};
      labels[i] = i < 15 ? 0 : i < 20 ? 1 : 2;
    }

    double[] p = Neighbours.of(features, labels, 3).probabilities(new float[] {2, 2});

    assertThat(p[0]).isCloseTo((15 + 1 / 3.0) / 21, within(1e-12));
    assertThat(p[1]).isCloseTo((5 + 1 / 3.0) / 21, within(1e-12));
    assertThat(p[2]).isCloseTo(1 / 3.0 / 21, within(1e-12));
  }

  /** The slow way: all similarities sorted. */
  @Test
  void findsTheNearestInAnyOrder() {
    CounterRandom random = CounterRandom.of("neighbours");
    float[][] features = new float[300][7];
    int[] labels = new int[300];
    for (int i = 0; i < 300; i++) {
      for (int f = 0; f < 7; f++) {
        features[i][f] = (float) random.normal(i * 7L + f);
      }
      labels[i] = i % 4;
    }
    float[] of = {1, -2, 0.5f, 0, 3, -1, 0.25f};

    double[] p = Neighbours.of(features, labels, 4).probabilities(of);

    List<Integer> sorted =
        java.util.stream.IntStream.range(0, 300)
            .boxed()
            .sorted(java.util.Comparator.comparingDouble(i -> -cosine(features[i], of)))
            .limit(20)
            .toList();
    double sum = sorted.stream().mapToDouble(i -> Math.exp(cosine(features[i], of) / 0.07)).sum();
    for (int c = 0; c < 4; c++) {
      int of4 = c;
      double votes =
          sorted.stream()
              .filter(i -> labels[i] == of4)
              .mapToDouble(i -> Math.exp(cosine(features[i], of) / 0.07))
              .sum();
      assertThat(p[c]).isCloseTo((20 * votes / sum + 0.25) / 21, within(1e-5));
    }
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int f = 0; f < a.length; f++) {
      dot += (double) a[f] * b[f];
      aa += (double) a[f] * a[f];
      bb += (double) b[f] * b[f];
    }
    return dot / Math.sqrt(aa * bb);
  }

  @Test
  void readsBackToTheSameAnswers() throws Exception {
    Neighbours written =
        Neighbours.of(new float[][] {{1, 2}, {3, -1}, {0, 0}}, new int[] {2, 0, 1}, 3);
    Path file = folder.resolve("knn.safetensors");
    Safetensors.write(file, written.tensors(), Map.of());

    Neighbours read = Neighbours.read(TensorFile.read(file), 2, 3);

    float[] of = {0.3f, 0.9f};
    assertThat(read.probabilities(of)).containsExactly(written.probabilities(of));
    assertThat(written.tensors())
        .extracting(Tensor::name)
        .containsExactlyInAnyOrderElementsOf(Neighbours.KEYS);
  }

  @Test
  void refusesWhatIsNoNumberAndTensorsThatDoNotFit() {
    assertThatThrownBy(() -> Neighbours.of(new float[][] {{1, Float.NaN}}, new int[] {0}, 2))
        .isInstanceOf(BackboneException.class)
        .hasMessageContaining("no finite number");
    assertThatThrownBy(() -> Neighbours.read(Map.of(), 2, 2))
        .isInstanceOf(BackboneException.class)
        .hasMessageContaining("knn.features");
  }
}
