// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Check;
import dev.assay.contracts.Hash;
import dev.assay.contracts.cell.Keys;
import dev.assay.contracts.evaluation.EvaluationPlan;
import java.util.List;

/**
 * The evaluation of a cross-validation: the predictions of every fold of a cell, together.
 *
 * @param manifest of all test images, each tested by one fold
 * @param folds in their order, at least two
 */
public record PooledJob(EvaluationPlan plan, ArtifactRef manifest, List<EvaluationJob> folds)
    implements CellJob {
  /** Raised when the same predictions would lead to other numbers. */
  private static final int METHOD_VERSION = 1;

  public PooledJob {
    Check.present("plan", plan);
    Check.present("manifest", manifest);
    folds = List.copyOf(Check.notEmpty("folds", folds));
    if (folds.size() < 2) {
      throw new IllegalArgumentException("folds must be at least two");
    }
  }

  @Override
  public PooledJob with(EvaluationPlan other) {
    return new PooledJob(other, manifest, folds);
  }

  @Override
  public List<Long> seedNumbers() {
    return folds.getFirst().seedNumbers();
  }

  @Override
  public String key() {
    record Identity(
        EvaluationPlan plan,
        String manifest,
        List<String> folds,
        int methodVersion,
        int formatVersion) {}
    return Hash.ofJson(
        new Identity(
            plan,
            manifest.sha256(),
            folds.stream().map(EvaluationJob::key).toList(),
            METHOD_VERSION,
            Keys.FORMAT_VERSION));
  }
}
