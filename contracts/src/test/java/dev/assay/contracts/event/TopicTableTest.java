// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Keeps the table of topics in contracts/README.md true to EventType and asyncapi.yaml. */
class TopicTableTest {
  private record Row(String topic, String producers, String consumers, String retention) {}

  private static List<Row> table() throws IOException {
    Path readme = Path.of(System.getProperty("assay.root"), "contracts", "README.md");
    try (var lines = Files.lines(readme)) {
      return lines
          .filter(l -> l.startsWith("| `assay."))
          .map(l -> Arrays.stream(l.split("\\|", -1)).map(String::strip).toList())
          .map(c -> new Row(c.get(1).replace("`", ""), c.get(2), c.get(3), c.get(4)))
          .toList();
    }
  }

  @Test
  void listsEveryTopicInTheOrderOfTheFlow() throws IOException {
    assertThat(table()).extracting(Row::topic).isEqualTo(EventType.topics());
  }

  @Test
  void tellsTheRetentionOfEveryTopic() throws IOException {
    for (Row row : table()) {
      assertThat(row.retention())
          .as(row.topic())
          .isEqualTo(
              switch (EventType.ofTopic(row.topic()).retention()) {
                case FOREVER -> "for ever";
                case ONE_DAY -> "one day";
              });
    }
  }

  @Test
  void tellsTheProducersAndConsumersOfTheAsyncApiDocument() throws IOException {
    Map<String, TreeSet<String>> senders = new TreeMap<>();
    Map<String, TreeSet<String>> receivers = new TreeMap<>();
    try (InputStream in = TopicTableTest.class.getResourceAsStream("/asyncapi.yaml")) {
      for (JsonNode operation : new YAMLMapper().readTree(in).get("operations")) {
        String event = operation.at("/channel/$ref").textValue().replace("#/channels/", "");
        boolean sends = operation.get("action").textValue().equals("send");
        (sends ? senders : receivers)
            .computeIfAbsent(event, e -> new TreeSet<>())
            .add(operation.at("/tags/0/name").textValue().replace("-service", ""));
      }
    }

    for (Row row : table()) {
      String event = EventType.ofTopic(row.topic()).payload().getSimpleName();
      assertThat(names(row.producers())).as(row.topic()).isEqualTo(senders.get(event));
      assertThat(names(row.consumers())).as(row.topic()).isEqualTo(receivers.get(event));
    }
  }

  private static SortedSet<String> names(String column) {
    return new TreeSet<>(Arrays.asList(column.split(", ", -1)));
  }
}
