// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.store;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.reporting.ReportingConfig;
import dev.assay.s3.Stores;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The artifact store of the stack. */
@Dependent
public class Artifacts {
  @Produces
  @Singleton
  ArtifactStore store(ReportingConfig config) {
    return Stores.open(config.artifactsRoot(), config.s3());
  }
}
