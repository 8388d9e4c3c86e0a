// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while events cannot be sent; the answer says since when and why. */
@Readiness
@ApplicationScoped
public class OutboxReadiness implements HealthCheck {
  private final OutboxRelay relay;

  OutboxReadiness(OutboxRelay relay) {
    this.relay = relay;
  }

  @Override
  public HealthCheckResponse call() {
    return relay
        .trouble()
        .map(
            trouble ->
                HealthCheckResponse.named("outbox relay")
                    .down()
                    .withData("since", trouble.since().toString())
                    .withData("reason", trouble.reason())
                    .build())
        .orElseGet(() -> HealthCheckResponse.up("outbox relay"));
  }
}
