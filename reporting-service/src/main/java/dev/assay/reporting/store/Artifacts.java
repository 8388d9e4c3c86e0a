package dev.assay.reporting.store;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.artifacts.FileSystemStore;
import dev.assay.reporting.ReportingConfig;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The artifact store of the stack. */
@Dependent
public class Artifacts {
  @Produces
  @Singleton
  ArtifactStore store(ReportingConfig config) {
    return new FileSystemStore(config.artifactsRoot());
  }
}
