// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Check;
import dev.assay.contracts.Corruption;
import dev.assay.contracts.Hash;
import dev.assay.contracts.cell.Keys;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.evaluation.RobustnessPlan;
import dev.assay.contracts.event.PredictionsReady.Corrupted;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One evaluation: the predictions of every seed of a cell, and the settings of the evaluation.
 *
 * @param manifest of the split: the true classes, and the training images that define the baseline
 * @param subsetRatio which of the training images were used, in (0, 1]
 * @param seeds in ascending order of the training seed
 */
public record EvaluationJob(
    EvaluationPlan plan, ArtifactRef manifest, double subsetRatio, List<SeedPredictions> seeds)
    implements CellJob {
  /**
   * Raised when the same predictions would lead to other numbers: stored results are then not
   * reused.
   */
  private static final int METHOD_VERSION = 4;

  public EvaluationJob {
    Check.present("plan", plan);
    Check.present("manifest", manifest);
    seeds =
        Check.notEmpty("seeds", seeds).stream()
            .sorted(Comparator.comparingLong(SeedPredictions::seed))
            .toList();
  }

  /**
   * The prediction files of one training seed.
   *
   * @param corrupted on corruptions of the test images; absent: none
   */
  public record SeedPredictions(
      long seed, ArtifactRef test, ArtifactRef validation, @Nullable List<Corrupted> corrupted) {
    public SeedPredictions {
      corrupted = corrupted == null || corrupted.isEmpty() ? null : List.copyOf(corrupted);
    }

    /** On the images as they are. */
    public SeedPredictions(long seed, ArtifactRef test, ArtifactRef validation) {
      this(seed, test, validation, null);
    }

    /** Without those on corruptions. */
    public SeedPredictions onlyClean() {
      return new SeedPredictions(seed, test, validation);
    }

    /** Those on a corruption, in place of those on the images as they are. */
    SeedPredictions on(Corruption corruption) throws Unusable {
      for (Corrupted of : corrupted == null ? List.<Corrupted>of() : corrupted) {
        if (of.corruption().equals(corruption)) {
          return new SeedPredictions(seed, of.test(), validation);
        }
      }
      throw Unusable.contradiction(
          "there are no predictions of seed %d on %s".formatted(seed, corruption.slug()));
    }
  }

  /**
   * On which corruptions its models were scored as well, as the plan says; empty if they could not
   * be given pixels.
   */
  List<Corruption> corruptions() {
    RobustnessPlan robustness = plan.robustness();
    return robustness == null || seeds.stream().allMatch(seed -> seed.corrupted() == null)
        ? List.of()
        : robustness.corruptions();
  }

  /** The same models on a corruption of the test images. */
  EvaluationJob on(Corruption corruption) throws Unusable {
    List<SeedPredictions> others = new ArrayList<>();
    for (SeedPredictions seed : seeds) {
      others.add(seed.on(corruption));
    }
    return new EvaluationJob(plan, manifest, subsetRatio, others);
  }

  @Override
  public EvaluationJob with(EvaluationPlan other) {
    return new EvaluationJob(other, manifest, subsetRatio, seeds);
  }

  @Override
  public List<Long> seedNumbers() {
    return seeds.stream().map(SeedPredictions::seed).toList();
  }

  @Override
  public String key() {
    record OnCorruption(Corruption corruption, String test) {}
    record Seed(
        long seed, String test, String validation, @Nullable List<OnCorruption> corrupted) {}
    record Identity(
        EvaluationPlan plan,
        String manifest,
        double subsetRatio,
        List<Seed> seeds,
        int methodVersion,
        int formatVersion) {}
    return Hash.ofJson(
        new Identity(
            plan,
            manifest.sha256(),
            subsetRatio,
            seeds.stream()
                .map(
                    s ->
                        new Seed(
                            s.seed(),
                            s.test().sha256(),
                            s.validation().sha256(),
                            s.corrupted() == null
                                ? null
                                : s.corrupted().stream()
                                    .map(
                                        of -> new OnCorruption(of.corruption(), of.test().sha256()))
                                    .toList()))
                .toList(),
            METHOD_VERSION,
            Keys.FORMAT_VERSION));
  }
}
