// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import dev.assay.contracts.event.EventType;
import dev.assay.embedded.StackTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** A broker with every topic, and a database for the service. */
public final class StackOfReporting implements QuarkusTestResourceLifecycleManager {
  public static final String DEAD_LETTERS = "assay.dead-letter.reporting-service";

  private final StackTestResource stack = new StackTestResource();

  @Override
  public Map<String, String> start() {
    stack.init(
        Map.of(
            "service",
            "reporting",
            "topics",
            String.join(",", EventType.topics()) + "," + DEAD_LETTERS));
    return stack.start();
  }

  @Override
  public void stop() {
    stack.stop();
  }
}
