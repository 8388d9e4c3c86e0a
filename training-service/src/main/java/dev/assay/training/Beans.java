// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.outbox.Expiring;
import dev.assay.outbox.ExpiringLogs;
import dev.assay.processes.ChildPool;
import dev.assay.s3.Stores;
import dev.assay.training.child.ScratchFolders;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;

/** Produces beans of classes that know no framework. */
final class Beans {
  private Beans() {}

  @Produces
  @Singleton
  static ArtifactStore artifactStore(TrainingConfig config) {
    return Stores.open(config.artifactsRoot(), config.s3());
  }

  @Produces
  @Singleton
  static ScratchFolders scratchFolders(TrainingConfig config) {
    return new ScratchFolders(config.workDir(), config.keepScratch());
  }

  @Produces
  @Singleton
  static ChildPool children(TrainingConfig config) throws IOException {
    return new ChildPool(
        config.workDir().toAbsolutePath().resolve("children"),
        new ChildPool.Limits(config.runsPerChild(), config.childMemory(), config.childIdle()));
  }

  static void close(@Disposes ChildPool children) {
    children.close();
  }

  @Produces
  @Singleton
  static Expiring logsOfRuns(TrainingConfig config) {
    return new ExpiringLogs(config.workDir().resolve("logs"));
  }
}
