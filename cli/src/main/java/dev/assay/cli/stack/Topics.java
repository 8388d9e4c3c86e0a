package dev.assay.cli.stack;

import dev.assay.contracts.event.EventType;
import dev.assay.contracts.progress.DatasetProgress;
import dev.assay.embedded.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Every topic of the system: one per event, that of data sets, and one of dead letters per service.
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
