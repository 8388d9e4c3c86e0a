// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.assay.contracts.Golden;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.EventType;
import dev.assay.contracts.progress.DatasetProgress.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetProgressTest {
  private static final String GOLDEN = "progress/dataset-progress.json";

  @Test
  void readsAndWritesBackToTheSameJson() {
    DatasetProgress event = Golden.read(GOLDEN, DatasetProgress.class);

    assertThat(Golden.tree(Json.write(event))).isEqualTo(Golden.tree(Golden.text(GOLDEN)));
  }

  @Test
  void isWhatTheDocumentSays() throws IOException {
    JsonNode api;
    try (InputStream in = getClass().getResourceAsStream("/asyncapi-datasets.yaml")) {
      api = new YAMLMapper().readTree(in);
    }

    JsonNode channel = api.at("/channels/DatasetProgress");
    assertThat(channel.path("address").textValue()).isEqualTo(DatasetProgress.TOPIC);
    assertThat(channel.at("/bindings/kafka/topicConfiguration/retention.ms").longValue())
        .isEqualTo(DatasetProgress.RETENTION.toMillis());
    JsonNode message = api.at("/components/messages/DatasetProgress");
    assertThat(message.path("name").textValue()).isEqualTo(DatasetProgress.TYPE);
    assertThat(message.at("/headers/properties/ce_type/const").textValue())
        .isEqualTo(DatasetProgress.TYPE);
    JsonNode schema = api.at("/components/schemas/DatasetProgress");
    List<String> components =
        Arrays.stream(DatasetProgress.class.getRecordComponents())
            .map(RecordComponent::getName)
            .toList();
    assertThat(texts(schema.path("required"))).isEqualTo(components);
    List<String> properties = new ArrayList<>();
    schema.path("properties").fieldNames().forEachRemaining(properties::add);
    assertThat(properties).isEqualTo(components);
    assertThat(texts(schema.at("/properties/stage/enum")))
        .isEqualTo(Arrays.stream(Stage.values()).map(Stage::label).toList());
    for (Stage stage : Stage.values()) {
      assertThat(Json.write(stage)).isEqualTo('"' + stage.label() + '"');
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.textValue()));
    return texts;
  }

  @Test
  void isNoEventOfAStudyButNamedLikeOne() {
    assertThat(EventType.topics()).doesNotContain(DatasetProgress.TOPIC);
    assertThat(DatasetProgress.TYPE).isEqualTo("dev." + DatasetProgress.TOPIC);
    assertThat(DatasetProgress.RETENTION.toMillis())
        .isEqualTo(EventType.CELL_PROGRESS.retention().millis());
  }

  @Test
  void hasTheSameIdOnlyWhereItSaysTheSame() {
    DatasetProgress one = new DatasetProgress("a", "1", Stage.SCANNING, 5, 9, 0);

    assertThat(new DatasetProgress("a", "1", Stage.SCANNING, 5, 9, 0).eventId())
        .isEqualTo(one.eventId());
    assertThat(
            List.of(
                new DatasetProgress("b", "1", Stage.SCANNING, 5, 9, 0).eventId(),
                new DatasetProgress("a", "2", Stage.SCANNING, 5, 9, 0).eventId(),
                new DatasetProgress("a", "1", Stage.PACKING, 5, 9, 0).eventId(),
                new DatasetProgress("a", "1", Stage.SCANNING, 6, 9, 0).eventId()))
        .doesNotContain(one.eventId())
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /dataset     | ""   | dataset must not be empty
          /scan        | null | scan must not be empty
          /stage       | "on" | Stage
          /done        | -1   | done must be at least 0
          /total       | 1999 | total must be at least 2000
          /quarantined | -1   | quarantined must be at least 0
          """)
  void refusesAValueThatBreaksAnInvariant(String pointer, String value, String message) {
    String json = Golden.with(GOLDEN, pointer, value);

    assertThatThrownBy(() -> Json.read(json, DatasetProgress.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
