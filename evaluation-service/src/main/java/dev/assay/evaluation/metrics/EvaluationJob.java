// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Check;
import dev.assay.contracts.Hash;
import dev.assay.contracts.cell.Keys;
import dev.assay.contracts.evaluation.EvaluationPlan;
import java.util.Comparator;
import java.util.List;

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

  /** The prediction files of one training seed. */
  public record SeedPredictions(long seed, ArtifactRef test, ArtifactRef validation) {}

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
    record Seed(long seed, String test, String validation) {}
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
                .map(s -> new Seed(s.seed(), s.test().sha256(), s.validation().sha256()))
                .toList(),
            METHOD_VERSION,
            Keys.FORMAT_VERSION));
  }
}
