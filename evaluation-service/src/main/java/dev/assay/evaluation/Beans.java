// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.evaluation.comparisons.CellComparer;
import dev.assay.evaluation.metrics.CellEvaluator;
import dev.assay.evaluation.metrics.PooledEvaluator;
import dev.assay.s3.Stores;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes beans of classes that use no framework. */
final class Beans {
  Beans() {}

  @Produces
  @Singleton
  static ArtifactStore artifactStore(EvaluationConfig config) {
    return Stores.open(config.artifactsRoot(), config.s3());
  }

  @Produces
  @Singleton
  static CellEvaluator cellEvaluator(ArtifactStore store) {
    return new CellEvaluator(store);
  }

  @Produces
  @Singleton
  static PooledEvaluator pooledEvaluator(ArtifactStore store) {
    return new PooledEvaluator(store);
  }

  @Produces
  @Singleton
  static CellComparer cellComparer(ArtifactStore store) {
    return new CellComparer(store);
  }
}
