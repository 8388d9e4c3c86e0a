// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.ingestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Golden;
import dev.assay.contracts.Json;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagesArrivedTest {
  private static final String GOLDEN = "arrival/images-arrived.json";

  @Test
  void readsAndWritesBackToTheSameJson() {
    ImagesArrived event = Golden.read(GOLDEN, ImagesArrived.class);

    assertThat(Golden.tree(Json.write(event))).isEqualTo(Golden.tree(Golden.text(GOLDEN)));
  }

  @Test
  void isWhatTheDocumentForOthersSays() throws IOException {
    JsonNode api;
    try (InputStream in = getClass().getResourceAsStream("/asyncapi-arrivals.yaml")) {
      api = new YAMLMapper().readTree(in);
    }

    assertThat(api.at("/components/messages/ImagesArrived/name").textValue())
        .isEqualTo(ImagesArrived.TYPE);
    for (Class<?> type :
        List.of(ImagesArrived.class, ImagesArrived.Image.class, ArtifactRef.class)) {
      List<String> components =
          Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
      JsonNode schema = api.at("/components/schemas/" + type.getSimpleName());
      List<String> properties = new ArrayList<>();
      schema.path("properties").fieldNames().forEachRemaining(properties::add);
      List<String> required = new ArrayList<>();
      schema.path("required").forEach(name -> required.add(name.textValue()));
      assertThat(properties).as(type.getSimpleName()).isEqualTo(components);
      assertThat(required).as(type.getSimpleName()).isEqualTo(components);
    }
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /dataset           | ""      | dataset must not be empty
          /images            | []      | images must have at least one element
          /images/0/path     | ""      | images.path must not be empty
          /images/0/file     | null    | images.file is missing
          /images/0/file/uri | "s3://" | uri must be assay:sha256/
          """)
  void refusesAValueThatBreaksAnInvariant(String pointer, String value, String message) {
    String json = Golden.with(GOLDEN, pointer, value);

    assertThatThrownBy(() -> Json.read(json, ImagesArrived.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
