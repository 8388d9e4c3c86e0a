// SPDX-License-Identifier: Apache-2.0
package dev.assay.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.event.EventType;
import dev.assay.contracts.progress.DatasetProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The topics that are created, consumed and documented are the same. */
class TopicsTest {
  static final List<String> NAMES = Deployment.SERVICES;
  static final String FILES = "deploy/helm/assay/files";

  /** Topics of others have names that the operator gives, and are no events of ours. */
  private static final Pattern INCOMING =
      Pattern.compile("mp\\.messaging\\.incoming\\.[^.]+\\.topics?=([^$].*)");

  private record Line(String name, long retention) {}

  private static List<Line> created() {
    return Deployment.text(FILES + "/topics.txt")
        .lines()
        .filter(l -> !l.startsWith("#"))
        .map(l -> l.split(" "))
        .map(f -> new Line(f[0], Long.parseLong(f[2])))
        .toList();
  }

  @Test
  void createsEveryTopicWithItsRetention() {
    List<Line> expected = new ArrayList<>();
    for (EventType type : EventType.values()) {
      expected.add(new Line(type.topic(), type.retention().millis()));
    }
    expected.add(new Line(DatasetProgress.TOPIC, DatasetProgress.RETENTION.toMillis()));
    for (String service : Deployment.SERVICES) {
      expected.add(new Line("assay.dead-letter." + service, -1));
    }

    assertThat(created()).isEqualTo(expected);
  }

  /** A chart reads only files of its own folder, so Compose reads them there. */
  @Test
  void composeAndTheChartCreateTopicsFromTheSameFiles() throws IOException {
    assertThat(Deployment.composeServices().get("topics").get("volumes"))
        .isEqualTo(List.of("./" + FILES + ":/topics:ro"));
    for (String name : List.of("topics.txt", "create-topics.sh")) {
      assertThat(Deployment.text("deploy/helm/assay/templates/topics.yaml"))
          .contains(".Files.Get \"files/" + name + "\"");
      try (Stream<Path> files = Files.walk(Deployment.ROOT.resolve("deploy"))) {
        assertThat(files.filter(file -> file.endsWith(name))).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void aServiceConsumesWhatTheTableSays(String service) {
    TreeSet<String> consumed = new TreeSet<>();
    for (String line : Deployment.settings(service)) {
      Matcher matcher = INCOMING.matcher(line);
      if (matcher.matches()) {
        consumed.addAll(List.of(matcher.group(1).split(",")));
      }
    }

    assertThat(consumed).isEqualTo(documented(service.replace("-service", "")));
  }

  private static TreeSet<String> documented(String consumer) {
    TreeSet<String> topics = new TreeSet<>();
    Deployment.text("contracts/README.md")
        .lines()
        .filter(l -> l.startsWith("| `assay."))
        .map(l -> l.split("\\|"))
        .filter(c -> List.of(c[3].strip().split(", ")).contains(consumer))
        .forEach(c -> topics.add(c[1].strip().replace("`", "")));
    return topics;
  }
}
