// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.backbones.data.FeatureSamples;
import dev.assay.backbones.engine.BackboneException;
import dev.assay.backbones.engine.CounterRandom;
import dev.assay.weights.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogisticRegressionTest {
  private static final int IMAGES = 60;
  private static final int LENGTH = 5;
  private static final int CLASSES = 3;
  private static final Runnable SILENT = () -> {};

  @TempDir Path folder;

  /** By a formula, so that scikit-learn could be given the same numbers. */
  private static float[][] rows() {
    float[][] rows = new float[IMAGES][LENGTH];
    for (int i = 0; i < IMAGES; i++) {
      for (int f = 0; f < LENGTH; f++) {
        rows[i][f] =
            (float) ((i * 7 + f * 13 + i * f * 3) % 17 / 8.0 - 1 + 0.05 * ((i * i + f) % 11));
      }
    }
    return rows;
  }

  private static int[] labels(float[][] rows) {
    int[] labels = new int[rows.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (i + (rows[i][0] + rows[i][1] > 0 ? 1 : 0)) % CLASSES;
    }
    return labels;
  }

  private FeatureSamples samples(float[][] rows) throws Exception {
    return FeatureSets.of(folder.resolve("features"), rows, labels(rows()));
  }

  private static CrossEntropy plain() {
    return new CrossEntropy(new double[] {1, 1, 1}, 0);
  }

  private static LogisticRegression regression(FeatureSamples samples) {
    return new LogisticRegression(samples, plain(), CLASSES);
  }

  private static double[] solve(LogisticRegression regression, double penalty) {
    return regression.solve(penalty, regression.zero(), 1e-16, SILENT).parameters();
  }

  /**
   * Of scikit-learn's LogisticRegression(C=1/(0.01*60), multi_class='multinomial',
   * solver='newton-cg', tol=1e-13) on (X - X.mean(0)) / X.std(0) in float64.
   */
  @Test
  void comesToTheSolutionOfScikitLearn() throws Exception {
    double[] solution = solve(regression(samples(rows())), 0.01);

    double[] firstRow = {0.11719979, 0.018419359, 0.098241459, -0.027985327, -0.198929147};
    double[] intercepts = {-0.052324313, 0.05882553, -0.006501217};
    for (int f = 0; f < LENGTH; f++) {
      assertThat(solution[f]).isCloseTo(firstRow[f], within(2e-8));
    }
    for (int k = 0; k < CLASSES; k++) {
      assertThat(solution[CLASSES * LENGTH + k]).isCloseTo(intercepts[k], within(2e-8));
    }
  }

  /** Central differences of the value: nothing of the gradient's own arithmetic is used. */
  @Test
  void itsGradientIsThatOfItsValueWithClassWeightsAndSmoothing() throws Exception {
    CrossEntropy criterion = new CrossEntropy(new double[] {0.5, 2, 1.25}, 0.2);
    LogisticRegression regression = new LogisticRegression(samples(rows()), criterion, CLASSES);
    double[] x = new double[CLASSES * (LENGTH + 1)];
    CounterRandom random = CounterRandom.of("anywhere");
    Arrays.setAll(x, random::normal);

    double[] gradient = regression.objective(x, 0.3).gradient();

    for (int j = 0; j < x.length; j++) {
      double[] up = x.clone();
      double[] down = x.clone();
      up[j] += 1e-5;
      down[j] -= 1e-5;
      double slope =
          (regression.objective(up, 0.3).value() - regression.objective(down, 0.3).value()) / 2e-5;
      assertThat(gradient[j]).isCloseTo(slope, within(1e-8));
    }
  }

  @Test
  void itsSolutionIsAMinimumForEveryPenalty() throws Exception {
    LogisticRegression regression = regression(samples(rows()));
    CounterRandom random = CounterRandom.of("aside");

    for (double penalty : new double[] {10, 0.1, 1e-4}) {
      double[] solution = solve(regression, penalty);

      Lbfgs.Place place = regression.objective(solution, penalty);
      assertThat(Math.sqrt(place.squaredGradient())).isLessThan(1e-7);
      for (int direction = 0; direction < 20; direction++) {
        double[] aside = solution.clone();
        for (int j = 0; j < aside.length; j++) {
          aside[j] += 0.01 * random.normal(direction * 1000L + j);
        }
        assertThat(regression.objective(aside, penalty).value()).isGreaterThan(place.value());
      }
    }
  }

  @Test
  void theUnitsOfFeaturesDoNotMatter() throws Exception {
    float[][] scaled = rows();
    for (float[] row : scaled) {
      for (int f = 0; f < LENGTH; f++) {
        row[f] *= (float) Math.pow(2, 6 * f - 12);
      }
    }

    double[] solution = solve(regression(samples(rows())), 0.01);
    double[] ofScaled = solve(regression(samples(scaled)), 0.01);

    for (int j = 0; j < solution.length; j++) {
      assertThat(ofScaled[j]).isCloseTo(solution[j], within(1e-10));
    }
  }

  @Test
  void theLayerForFeaturesAsTheyAreSaysTheSame() throws Exception {
    float[][] far = rows();
    for (float[] row : far) {
      row[2] = row[2] * 0.01f + 30;
    }
    FeatureSamples samples = samples(far);
    LogisticRegression regression = regression(samples);
    LogisticRegression.Solution solution = regression.solve(0.01, regression.zero(), 1e-12, SILENT);

    List<Tensor> layer = regression.layer("fc", solution);

    assertThat(layer).extracting(Tensor::name).containsExactly("fc.weight", "fc.bias");
    assertThat(layer.getFirst().shape()).containsExactly(3L, 5L);
    // The loss over the same images, from the layer's float32 numbers and nothing else.
    assertThat(Evaluation.ofLayer(layer, samples).loss()).isCloseTo(solution.loss(), within(1e-6));
  }

  @Test
  void aConstantFeatureGetsNoWeight() throws Exception {
    float[][] rows = rows();
    for (float[] row : rows) {
      row[3] = 0.7f;
    }
    LogisticRegression regression = regression(samples(rows));

    List<Tensor> layer =
        regression.layer("fc", regression.solve(0.01, regression.zero(), 1e-12, SILENT));

    float[] weight = layer.getFirst().floats();
    for (int k = 0; k < CLASSES; k++) {
      assertThat(weight[k * LENGTH + 3]).isZero();
      assertThat(weight[k * LENGTH]).isFinite().isNotZero();
    }
  }

  @Test
  void aStartFromAnotherSolutionComesToTheSame() throws Exception {
    LogisticRegression regression = regression(samples(rows()));

    double[] cold = solve(regression, 0.01);
    double[] warm = regression.solve(0.01, solve(regression, 1), 1e-16, SILENT).parameters();

    for (int j = 0; j < cold.length; j++) {
      assertThat(warm[j]).isCloseTo(cold[j], within(1e-7));
    }
  }

  @Test
  void refusesAFeatureThatIsNoNumber() throws Exception {
    float[][] rows = rows();
    rows[7][1] = Float.NaN;
    FeatureSamples samples = samples(rows);

    assertThatThrownBy(() -> regression(samples))
        .isInstanceOf(BackboneException.class)
        .hasMessageContaining("feature 1 of the frozen backbone");
  }
}
