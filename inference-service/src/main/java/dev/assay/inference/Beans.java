// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.outbox.Expiring;
import dev.assay.outbox.ExpiringLogs;
import dev.assay.processes.ChildPool;
import dev.assay.s3.Stores;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;

/** Produces beans of classes that know no framework. */
final class Beans {
  private Beans() {}

  @Produces
  @Singleton
  static ArtifactStore artifactStore(InferenceConfig config) {
    return Stores.open(config.artifactsRoot(), config.s3());
  }

  @Produces
  @Singleton
  static ChildPool children(InferenceConfig config) throws IOException {
    return new ChildPool(
        config.workDir().toAbsolutePath().resolve("children"),
        new ChildPool.Limits(config.scoringsPerChild(), config.childMemory(), config.childIdle()));
  }

  static void close(@Disposes ChildPool children) {
    children.close();
  }

  @Produces
  @Singleton
  static Expiring logsOfRuns(InferenceConfig config) {
    return new ExpiringLogs(config.workDir().resolve("logs"));
  }
}
