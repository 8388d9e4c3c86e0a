// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.assay.backbones.Backbones;
import dev.assay.backbones.child.EventLog;
import dev.assay.backbones.child.Meter;
import dev.assay.backbones.data.FeatureSamples;
import dev.assay.backbones.data.Features;
import dev.assay.backbones.engine.CounterRandom;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.heads.Head;
import dev.assay.backbones.heads.Heads;
import dev.assay.backbones.networks.Backbone;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.FindingLabels;
import dev.assay.contracts.file.ModelManifest.Epoch;
import dev.assay.contracts.file.ModelManifest.TriedPenalty;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.weights.Safetensors;
import dev.assay.weights.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on images that may show several findings, of which some are not known. */
class FindingsTest {
  private static final int LENGTH = 512;
  private static final List<String> NAMES = List.of("a", "b", "never");
  private static final String RUN = Hash.ofText("run");

  @TempDir static Path folder;
  private static Torch torch;
  private static Backbone backbone;
  private static FeatureSamples train;
  private static FeatureSamples validation;

  @BeforeAll
  static void features() throws Exception {
    torch = Torch.start(1, "cpu");
    backbone = Backbones.build("resnet18");
    List<SplitManifest.Entry> entries = new ArrayList<>();
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      String image = Hash.ofText("image" + i);
      String a = i % 3 == 0 ? "1" : "0";
      String b = i % 7 == 0 ? "-" : i % 2 == 0 ? "1" : "0";
      entries.add(
          new SplitManifest.Entry(
              image,
              image,
              0,
              "g" + i,
              i < 100 ? Part.TRAIN : Part.VALIDATION,
              1,
              Map.of(),
              new FindingLabels(a + b + "0")));
      CounterRandom random = CounterRandom.of("feature" + i);
      float[] feature = new float[LENGTH];
      for (int f = 0; f < LENGTH; f++) {
        double signal = (f % 2 == 0 ? a.equals("1") : i % 2 == 0) ? 0.2 : 0;
        feature[f] = (float) (random.normal(f) + signal);
      }
      tensors.add(Tensor.of(image, List.of((long) LENGTH), feature));
    }
    Path file = folder.resolve("features.safetensors");
    Safetensors.write(file, tensors, Map.of());
    Features features = Features.read(file, LENGTH);
    train = new FeatureSamples(entries.subList(0, 100), features);
    validation = new FeatureSamples(entries.subList(100, 150), features);
  }

  @AfterAll
  static void stop() {
    torch.close();
  }

  private static Head head() {
    Head head = Heads.build("linear", backbone, NAMES.size());
    head.initialise(torch.manager(), 7);
    return head;
  }

  /**
   * Images 0 (findings 1, -, 0) and 1 (0, 0, 0) with logits 0, 50, -2 and 3, -1, 100. By hand: log
   * 2, nothing, log(1 + e^-2); log(1 + e^3), log(1 + e^-1) and 100; each a fifth. The gradient is
   * the sigmoid minus the truth, a fifth of it, and 0 where nothing is known.
   */
  @Test
  void theLossAndItsGradientAreThoseOfTheFormulaAndOfNothingUnknown() {
    float[] values = {0, 50, -2, 3, -1, 100};
    int[] both = {0, 1};
    FindingEntropy criterion = new FindingEntropy();
    NDArray logits = torch.manager().create(values, new Shape(2, 3));
    logits.setRequiresGradient(true);

    assertThat(criterion.mass(train, both)).isEqualTo(5);
    try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray loss = criterion.mean(logits, train, both, 5);
      collector.backward(loss);
      double expected =
          Math.log(2)
              + Math.log(1 + Math.exp(-2))
              + Math.log(1 + Math.exp(3))
              + Math.log(1 + Math.exp(-1))
              + 100;
      assertThat((double) loss.getFloat()).isCloseTo(expected / 5, within(1e-5));
    }
    double[] gradient = {-0.5, 0, s(-2), s(3), s(-1), 1};
    float[] found = logits.getGradient().toFloatArray();
    for (int k = 0; k < gradient.length; k++) {
      assertThat((double) found[k]).isCloseTo(gradient[k] / 5, within(1e-6));
    }
    assertThat(found[1]).as("of what is not known").isZero();
  }

  private static double s(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Test
  void oneFindingOfOneLogitIsExactWhereNumbersAreLarge() {
    assertThat(FindingEntropy.of(800, true)).isZero();
    assertThat(FindingEntropy.of(800, false)).isEqualTo(800);
    assertThat(FindingEntropy.of(-40, true)).isEqualTo(40);
    assertThat(FindingEntropy.of(40, true)).isCloseTo(Math.exp(-40), within(1e-30));
    assertThat(FindingEntropy.sigmoid(-800)).isZero();
    assertThat(FindingEntropy.sigmoid(800)).isEqualTo(1);
  }

  private static Attempt attempt(Path at, Recipe recipe, EventLog events) throws Exception {
    Scratch scratch = new Scratch(at, RUN, 32);
    Meter meter = new Meter(events, "training", recipe.epochs(), 1);
    return new Attempt(
        torch.manager(), scratch, meter, Spending.start(scratch.file(Spending.FILE)));
  }

  @Test
  void plainArithmeticComesToTheSameHeadAsTheEngine() throws Exception {
    Recipe recipe = new Recipe("paper", "adam", 1e-3, 0, 15, 32, true, "none");
    List<List<Epoch>> histories = new ArrayList<>();
    List<float[]> weights = new ArrayList<>();
    for (String which : List.of("own", "theirs")) {
      Path at = Files.createDirectories(folder.resolve(which));
      try (EventLog events = new EventLog(at.resolve("events"))) {
        Attempt attempt = attempt(at, recipe, events);
        histories.add(
            which.equals("own")
                ? new LinearHeadLoop(head(), train, validation, recipe, 7, attempt, 0).run()
                : new TrainingLoop(head(), train, validation, recipe, 3, 7, 32, attempt).run());
      }
      weights.add(
          new Scratch(at, RUN, 32).readBest(Checkpoint.BEST_LOSS).get("fc.weight").floats());
    }

    for (int e = 0; e < 15; e++) {
      Epoch own = histories.get(0).get(e);
      Epoch theirs = histories.get(1).get(e);
      assertThat(own.validationLoss()).isCloseTo(theirs.validationLoss(), within(1e-5));
      assertThat(own.validationAccuracy()).isEqualTo(theirs.validationAccuracy());
      // The engine's is a mean over batches, which know different numbers of findings.
      assertThat(own.trainLoss()).isCloseTo(theirs.trainLoss(), within(2e-3));
    }
    assertThat(histories.get(0).getLast().trainLoss())
        .isLessThan(histories.get(0).getFirst().trainLoss());
    for (int i = 0; i < weights.get(0).length; i++) {
      assertThat(weights.get(0)[i]).isCloseTo(weights.get(1)[i], within(1e-4f));
    }
  }

  /** Each finding is the search of two classes among the images for which it is known. */
  @Test
  void theSolvedHeadIsThatOfTwoClassesOfEachFinding() throws Exception {
    Recipe recipe = Recipe.paper();
    try (EventLog events = new EventLog(folder.resolve("solved-events"))) {
      Meter meter = new Meter(events, "training", 33, 1);
      FindingRegressions all =
          FindingRegressions.run(head(), train, validation, recipe, NAMES, meter);
      Map<String, Tensor> found = all.tensors(Checkpoint.BEST_LOSS);
      float[] weight = found.get("fc.weight").floats();
      float[] bias = found.get("fc.bias").floats();
      for (int f = 0; f < 2; f++) {
        FeatureSamples own = two(train, f);
        FeatureSamples choose = two(validation, f);
        Head pair = Heads.build("linear", backbone, 2);
        pair.initialise(torch.manager(), 7);
        PenaltySearch alone = PenaltySearch.run(pair, own, choose, recipe, 2, meter);
        float[] w = alone.tensors(Checkpoint.BEST_LOSS).get("fc.weight").floats();
        float[] b = alone.tensors(Checkpoint.BEST_LOSS).get("fc.bias").floats();
        float[] row = new float[LENGTH];
        for (int i = 0; i < validation.size(); i++) {
          validation.row(i, 0, row);
          double one = bias[f];
          double two = b[1] - b[0];
          for (int k = 0; k < LENGTH; k++) {
            one += weight[f * LENGTH + k] * row[k];
            two += (w[LENGTH + k] - w[k]) * row[k];
          }
          assertThat(s(one)).isCloseTo(s(two), within(1e-5));
        }
        double penalty = chosen(alone.penalties(Checkpoint.BEST_LOSS));
        String name = NAMES.get(f);
        assertThat(
                chosen(
                    all.penalties(Checkpoint.BEST_LOSS).stream()
                        .filter(tried -> name.equals(tried.finding()))
                        .toList()))
            .isEqualTo(penalty);
      }
      // Present in none of 100: its share is (0 + 1/2) / 101, whatever the image.
      assertThat(s(bias[2])).isCloseTo(0.5 / 101, within(1e-6));
      assertThat(IntStream.range(0, LENGTH).allMatch(k -> weight[2 * LENGTH + k] == 0)).isTrue();
    }
  }

  private static double chosen(List<TriedPenalty> tried) {
    return tried.stream().filter(TriedPenalty::chosen).findFirst().orElseThrow().penalty();
  }

  private static FeatureSamples two(FeatureSamples all, int finding) {
    int[] rows =
        IntStream.range(0, all.size()).filter(i -> all.findings(i).isKnown(finding)).toArray();
    return all.only(rows, i -> all.findings(i).isPresent(finding) ? 1 : 0);
  }

  @Test
  void refusesToChooseOnImagesOfWhichNothingIsKnown() {
    FindingAnswers answers = new FindingAnswers();
    answers.add(new float[] {1, 2, 3}, 0, new FindingLabels("---"));

    assertThatThrownBy(answers::mean).hasMessageContaining("no finding is known");
  }
}
