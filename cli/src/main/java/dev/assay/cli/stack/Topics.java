// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import dev.assay.contracts.event.EventType;
import dev.assay.contracts.progress.DatasetProgress;
import dev.assay.embedded.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Every topic of the system: one for each event, one for the progress of data sets, and one for the
 * dead letters of each service.
 */
public final class Topics {
  private Topics() {}

  public static List<Topic> all() {
    List<Topic> topics = new ArrayList<>();
    for (EventType type : EventType.values()) {
      long retention = type.retention().millis();
      topics.add(
          retention < 0
              ? Topic.keptForEver(type.topic())
              : Topic.kept(type.topic(), Duration.ofMillis(retention)));
    }
    topics.add(Topic.kept(DatasetProgress.TOPIC, DatasetProgress.RETENTION));
    for (Service service : Service.values()) {
      topics.add(Topic.keptForEver("assay.dead-letter." + service.processName()));
    }
    return List.copyOf(topics);
  }
}
