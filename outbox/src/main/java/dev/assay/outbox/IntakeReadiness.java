// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while events cannot be handled; the answer says since when and why. */
@Readiness
@ApplicationScoped
public class IntakeReadiness implements HealthCheck {
  private final EventIntake intake;

  IntakeReadiness(EventIntake intake) {
    this.intake = intake;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named("events").up();
    intake.troubles().stream()
        .findFirst()
        .ifPresent(
            trouble ->
                answer
                    .down()
                    .withData("since", trouble.since().toString())
                    .withData("reason", trouble.reason()));
    return answer.build();
  }
}
