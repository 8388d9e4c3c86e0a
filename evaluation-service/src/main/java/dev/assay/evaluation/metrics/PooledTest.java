// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import dev.assay.contracts.Part;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.statistics.testset.FoldedSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The test images of all folds with the scores of every seed: the scores of an image are by the
 * model of the fold that was not trained on its group.
 */
public final class PooledTest {
  private final AlignedSet all;
  private final FoldedSet folded;
  private final List<Fold> folds;

  private PooledTest(AlignedSet all, FoldedSet folded, List<Fold> folds) {
    this.all = all;
    this.folded = folded;
    this.folds = folds;
  }

  /**
   * One fold.
   *
   * @param number from 1 to {@code count}
   * @param trainingImages that its models were trained on, at least one
   */
  record Fold(
      int number,
      int count,
      SplitManifest manifest,
      AlignedSet test,
      AlignedSet validation,
      List<SplitManifest.Entry> trainingImages) {

    String title() {
      return "fold " + number + " of " + count;
    }

    double testShare() {
      return (double) test.set().rows() / trainingImages.size();
    }
  }

  /**
   * @param manifest of all folds' test images
   * @param positive the class that is to be detected, of two; absent: none
   * @throws Unusable if files are missing or damaged, or folds contradict each other
   */
  public static PooledTest read(
      InputFiles files,
      SplitManifest manifest,
      @Nullable String positive,
      List<EvaluationJob> ofFolds)
      throws Unusable {
    List<Fold> folds = new ArrayList<>();
    Map<Long, List<Predictions>> ofSeed = new HashMap<>();
    Map<String, Integer> foldOfImage = new HashMap<>();
    for (EvaluationJob job : ofFolds) {
      int number = folds.size() + 1;
      String where = ", fold " + number + ",";
      SplitManifest own = files.manifest(job.manifest());
      boolean lasting = Resampling.isLasting(job.plan());
      AlignedSet test = new AlignedSet(own, Part.TEST, positive, lasting);
      AlignedSet validation = new AlignedSet(own, Part.VALIDATION, positive, lasting);
      for (EvaluationJob.SeedPredictions seed : job.seeds()) {
        String of = " predictions of seed " + seed.seed() + where;
        Predictions said = files.predictions("the test" + of, seed.test());
        test.add(seed.seed(), said);
        validation.add(seed.seed(), files.predictions("the validation" + of, seed.validation()));
        ofSeed.computeIfAbsent(seed.seed(), s -> new ArrayList<>()).add(said);
      }
      for (SplitManifest.Entry entry : own.part(Part.TEST)) {
        if (foldOfImage.put(entry.image(), number - 1) != null) {
          throw Unusable.contradiction("two folds test the same image");
        }
      }
      List<SplitManifest.Entry> trained = own.train(job.subsetRatio());
      if (trained.isEmpty()) {
        throw Unusable.contradiction("fold " + number + " has no training images");
      }
      folds.add(new Fold(number, ofFolds.size(), own, test, validation, trained));
    }
    boolean lasting = ofFolds.stream().anyMatch(job -> Resampling.isLasting(job.plan()));
    AlignedSet all = new AlignedSet(manifest, Part.TEST, positive, lasting);
    for (var seed : ofSeed.entrySet()) {
      all.add(seed.getKey(), together(seed.getValue()));
    }
    return new PooledTest(all, folded(all, foldOfImage, folds), folds);
  }

  private static Predictions together(List<Predictions> ofFolds) {
    return new Predictions(
        ofFolds.getFirst().classes(),
        ofFolds.stream().flatMap(predictions -> predictions.rows().stream()).toList());
  }

  private static FoldedSet folded(AlignedSet all, Map<String, Integer> fold, List<Fold> folds)
      throws Unusable {
    int[] foldOfRow = all.images().stream().mapToInt(i -> fold.getOrDefault(i, 0)).toArray();
    try {
      return new FoldedSet(
          all.set(),
          foldOfRow,
          folds.stream().mapToDouble(Fold::testShare).average().orElseThrow());
    } catch (IllegalArgumentException e) {
      throw Unusable.contradiction("the folds contradict each other: " + e.getMessage());
    }
  }

  /** All test images. */
  public AlignedSet all() {
    return all;
  }

  public FoldedSet folded() {
    return folded;
  }

  List<Fold> folds() {
    return folds;
  }

  /**
   * Scores of all test images from those of each fold.
   *
   * @return empty if any fold has none
   */
  Optional<Scores> pool(Function<Fold, Optional<Scores>> ofFold) {
    int rows = all.set().rows();
    int[] decided = new int[rows];
    double[][] probabilities = new double[rows][all.set().classCount()];
    boolean complete = true;
    for (Fold fold : folds) {
      Optional<Scores> found = ofFold.apply(fold);
      complete &= found.isPresent();
      // Both are in the order of the images.
      int[] there = folded.rows(fold.number() - 1);
      found.ifPresent(
          scores -> {
            for (int i = 0; i < there.length; i++) {
              decided[there[i]] = scores.predicted(i);
              int row = i;
              Arrays.setAll(probabilities[there[i]], c -> scores.probability(row, c));
            }
          });
    }
    return complete ? Optional.of(new Scores(decided, probabilities)) : Optional.empty();
  }
}
