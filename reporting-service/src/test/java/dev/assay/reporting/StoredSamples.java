// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.reporting.report.ModelFacts;
import dev.assay.reporting.report.SplitFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** Results from a store, without a running service. */
public record StoredSamples(ArtifactStore store) implements Results {
  @Override
  public MetricsFile metrics(ArtifactRef ref) {
    return dev.assay.contracts.Json.read(text(ref), MetricsFile.class);
  }

  @Override
  public ComparisonsFile comparisons(ArtifactRef ref) {
    return dev.assay.contracts.Json.read(text(ref), ComparisonsFile.class);
  }

  @Override
  public ModelFacts model(ArtifactRef ref) {
    return ModelFacts.of(dev.assay.contracts.Json.read(text(ref), ModelManifest.class));
  }

  @Override
  public SplitFacts split(ArtifactRef ref) {
    return SplitFacts.of(dev.assay.contracts.Json.read(text(ref), SplitManifest.class));
  }

  private String text(ArtifactRef ref) {
    try {
      return Files.readString(store.local(ref));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
