// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.reporting.report.ModelFacts;
import dev.assay.reporting.report.SplitFacts;

/** The stored results that a report is made from, by reference. */
public interface Results {
  /**
   * @throws dev.assay.artifacts.ArtifactException if it cannot be had
   * @throws IllegalArgumentException if the bytes are no metrics file
   */
  MetricsFile metrics(ArtifactRef ref);

  /** A comparison; throws like {@link #metrics}. */
  ComparisonsFile comparisons(ArtifactRef ref);

  /** Of a model manifest; throws like {@link #metrics}. */
  ModelFacts model(ArtifactRef ref);

  /** Of a split manifest; throws like {@link #metrics}. */
  SplitFacts split(ArtifactRef ref);
}
