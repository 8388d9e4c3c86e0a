// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(StackWithBrokerOutages.class)
class DatabaseReadinessQuarkusTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject SmallRyeHealthReporter health;

  Runnable freezeDatabase;
  Runnable thawDatabase;

  private String ready() {
    return health.getReadiness().getPayload().toString();
  }

  @Test
  void answersWhileTheDatabaseHangsAndSaysSo() {
    await().atMost(PATIENCE).until(() -> ready().contains("\"status\":\"UP\""));

    freezeDatabase.run();
    try {
      // An answer at all: a check that asked the database itself would hang here.
      await().atMost(PATIENCE).until(() -> ready().contains("the database does not answer"));
      assertThat(health.getLiveness().isDown()).isFalse();
    } finally {
      thawDatabase.run();
    }

    await().atMost(PATIENCE).until(() -> !health.getReadiness().isDown());
  }
}
