// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.backbones.engine.CounterRandom;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.Loss;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.contracts.recipe.RunSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  private static final int TRAIN = 200;
  private static final int VALIDATION = 4000;

  /** Three training images of the first class for each of the second. */
  private static SplitManifest split(int[] labels) {
    List<SplitManifest.Entry> entries = new ArrayList<>();
    for (int i = 0; i < TRAIN + labels.length; i++) {
      boolean train = i < TRAIN;
      int label = train ? (i % 4 == 0 ? 1 : 0) : labels[i - TRAIN];
      String image = Hash.ofText("image" + i);
      Part part = train ? Part.TRAIN : Part.VALIDATION;
      entries.add(new SplitManifest.Entry(image, image, label, "g" + i, part, 1));
    }
    return new SplitManifest(
        SplitManifest.FORMAT_VERSION,
        "made",
        Hash.ofText("version"),
        Hash.ofText("split"),
        "folder",
        List.of("usual", "rare"),
        "patient",
        true,
        1,
        new SplitHashes(Hash.ofText("train"), Hash.ofText("validation"), Hash.ofText("test")),
        entries,
        Map.of(),
        List.of());
  }

  private static ModelManifest model(String head, Loss loss) {
    Recipe paper = Recipe.paper();
    Recipe recipe =
        new Recipe("paper", "adam", 1e-4, 0, paper.epochs(), 32, true, "none")
            .toBuilder().loss(loss).build();
    return new ModelManifest(
        ModelManifest.FORMAT_VERSION,
        new RunSettings(
            Hash.ofText("run"),
            "resnet18",
            head,
            true,
            Preprocessing.imageNet(),
            recipe,
            "none",
            null,
            1,
            1,
            1),
        List.of("usual", "rare"),
        new ModelManifest.Platform("cpu", "PyTorch 2.7.1"),
        new ModelManifest.BestEpoch(Checkpoint.BEST_LOSS, 1, 0.9, 0.3),
        new ModelManifest.Size(10, 2),
        Hash.ofText("model"),
        List.of(new ModelManifest.Epoch(1, 0.2, 0.3, 0.9)),
        List.of(),
        null,
        null,
        null);
  }

  /** Labels drawn with a true probability each; the prior of the drawing is that of training. */
  private record World(double[] rare, int[] labels) {
    static World drawn() {
      CounterRandom random = CounterRandom.of("world");
      double[] rare = new double[VALIDATION];
      int[] labels = new int[VALIDATION];
      for (int i = 0; i < VALIDATION; i++) {
        double logit = -1.1 + 1.5 * random.normal(2L * i);
        rare[i] = 1 / (1 + Math.exp(-logit));
        labels[i] = random.uniform(1_000_000L + i) < rare[i] ? 1 : 0;
      }
      return new World(rare, labels);
    }

    /** The probabilities of a model that scales the logit and adds to it. */
    double[][] predicted(double factor, double shift) {
      double[][] predicted = new double[rare.length][];
      for (int i = 0; i < predicted.length; i++) {
        double logit = Math.log(rare[i] / (1 - rare[i]));
        double p = 1 / (1 + Math.exp(-(factor * logit + shift)));
        predicted[i] = new double[] {1 - p, p};
      }
      return predicted;
    }
  }

  private static Calibration fit(ModelManifest model, World world, double[][] predicted) {
    SplitManifest split = split(world.labels());
    return Calibration.fit(model, split, split.part(Part.VALIDATION), predicted).orElseThrow();
  }

  private static void assertTrue(World world, List<double[]> calibrated, double tolerance) {
    for (int i = 0; i < calibrated.size(); i++) {
      assertThat(calibrated.get(i)[1]).isCloseTo(world.rare()[i], within(tolerance));
      assertThat(calibrated.get(i)[0] + calibrated.get(i)[1]).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void anOverconfidentModelIsCalmedDown() {
    World world = World.drawn();
    double[][] predicted = world.predicted(2, 0);

    Calibration calibration = fit(model("linear", new Loss(0, "none")), world, predicted);

    assertThat(calibration.temperature().orElseThrow()).isCloseTo(2, within(0.15));
    assertTrue(world, calibration.apply(predicted), 0.03);
  }

  /** Weights 2/3 and 2 triple the odds of the rare class: what comes of it is taken off first. */
  @Test
  void thePriorOfBalancedClassWeightsIsTakenOff() {
    World world = World.drawn();
    double[][] predicted = world.predicted(1, Math.log(3));

    Calibration calibration = fit(model("linear", new Loss(0, "balanced")), world, predicted);

    assertThat(calibration.weights()).containsExactly(2 / 3.0, 2.0);
    assertThat(calibration.temperature().orElseThrow()).isCloseTo(1, within(0.08));
    assertTrue(world, calibration.apply(predicted), 0.02);
  }

  @Test
  void neighboursWereNotWeightedSoNothingIsTakenOff() {
    World world = World.drawn();

    Calibration calibration =
        fit(model("knn", new Loss(0, "balanced")), world, world.predicted(1, 0));

    assertThat(calibration.weights()).isNull();
  }

  @Test
  void whereNoTemperatureIsBestThereIsNoCalibration() {
    int[] labels = {0, 1};
    SplitManifest split = split(labels);
    List<SplitManifest.Entry> entries = split.part(Part.VALIDATION);
    double[][] right = new double[2][];
    for (int i = 0; i < 2; i++) {
      right[i] = entries.get(i).label() == 0 ? new double[] {0.9, 0.1} : new double[] {0.2, 0.8};
    }

    Optional<Calibration> none =
        Calibration.fit(model("linear", new Loss(0, "none")), split, entries, right);

    assertThat(none).isEmpty();
  }
}
