// SPDX-License-Identifier: Apache-2.0
package dev.assay.training.child;

import dev.assay.training.TrainingConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while the folder with the trainer's class path is missing. */
@Readiness
@ApplicationScoped
public class TrainerReadiness implements HealthCheck {
  private final Path libraries;

  TrainerReadiness(TrainingConfig config) {
    this.libraries = config.trainerLib();
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("trainer")
        .status(Files.isDirectory(libraries))
        .withData("assay.training.trainer-lib", libraries.toString())
        .build();
  }
}
