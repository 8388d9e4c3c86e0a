// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.Test;

class StackTestResourceTest {
  @Test
  void givesAServiceItsStackAndLeavesNothingBehind() throws Exception {
    StackTestResource resource = new StackTestResource();
    resource.init(Map.of("service", "training", "topics", "assay.a.v1, assay.b.v1"));

    Map<String, String> properties = resource.start();

    Path artifacts = Path.of(properties.get("assay.artifacts.root"));
    try {
      assertThat(artifacts).isDirectory();
      try (Admin admin =
          Admin.create(
              Map.of(
                  AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                  properties.get("kafka.bootstrap.servers")))) {
        assertThat(admin.listTopics().names().get(30, TimeUnit.SECONDS))
            .containsExactlyInAnyOrder("assay.a.v1", "assay.b.v1");
      }
      try (Connection connection =
          DriverManager.getConnection(
              properties.get("ASSAY_DB_URL"),
              properties.get("ASSAY_DB_USER"),
              properties.get("ASSAY_DB_PASSWORD"))) {
        assertThat(connection.getSchema()).isEqualTo("training");
      }
    } finally {
      resource.stop();
    }
    assertThat(Files.exists(artifacts.getParent())).isFalse();
  }
}
