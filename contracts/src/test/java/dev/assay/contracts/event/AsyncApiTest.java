// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.assay.contracts.Golden;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keeps {@code asyncapi.yaml} true to the records. */
class AsyncApiTest {
  private static final JsonNode API = load();
  private static final Map<Class<?>, List<String>> PLAIN =
      Map.of(
          String.class, List.of("string"),
          long.class, List.of("integer", "int64"),
          Long.class, List.of("integer", "int64"),
          int.class, List.of("integer", "int32"),
          Integer.class, List.of("integer", "int32"),
          double.class, List.of("number", "double"),
          Double.class, List.of("number", "double"),
          boolean.class, List.of("boolean"),
          Boolean.class, List.of("boolean"));

  private static JsonNode load() {
    try (InputStream in = AsyncApiTest.class.getResourceAsStream("/asyncapi.yaml")) {
      return new YAMLMapper().readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void isAnAsyncApi3DocumentOfTheseEventsAndNoOthers() {
    assertThat(API.at("/asyncapi").textValue()).isEqualTo("3.0.0");
    List<String> events = Arrays.stream(EventType.values()).map(AsyncApiTest::name).toList();
    assertThat(keys(API.at("/channels"))).containsExactlyElementsOf(events);
    assertThat(keys(API.at("/components/messages"))).containsExactlyElementsOf(events);
  }

  @ParameterizedTest
  @EnumSource
  void tellsTopicTypeAndRetention(EventType type) {
    JsonNode channel = API.at("/channels/" + name(type));
    JsonNode message = API.at("/components/messages/" + name(type));

    assertThat(channel.at("/address").textValue()).isEqualTo(type.topic());
    assertThat(channel.at("/bindings/kafka/topicConfiguration/retention.ms").longValue())
        .isEqualTo(type.retention().millis());
    assertThat(channel.at("/messages/" + name(type) + "/$ref").textValue())
        .isEqualTo("#/components/messages/" + name(type));
    assertThat(message.at("/name").textValue()).isEqualTo(type.type());
    assertThat(message.at("/payload/$ref").textValue())
        .isEqualTo("#/components/schemas/" + name(type));
    assertThat(message.at("/headers/allOf/1/properties/ce_type/const").textValue())
        .isEqualTo(type.type());
  }

  @Test
  void tellsTheHeadersOfABinaryCloudEvent() {
    JsonNode headers = API.at("/components/schemas/CloudEventHeaders");

    assertThat(texts(headers.at("/required")))
        .containsExactlyInAnyOrder(
            "ce_specversion", "ce_id", "ce_type", "ce_source", "content-type");
  }

  @Test
  void everySchemaIsTheRecordOfItsName() {
    Set<String> seen = new HashSet<>();
    for (EventType type : EventType.values()) {
      compare(type.payload(), seen);
    }
    compare(LargeEvent.class, seen);
    seen.add("CloudEventHeaders");

    assertThat(keys(API.at("/components/schemas"))).containsExactlyInAnyOrderElementsOf(seen);
  }

  private static void compare(Class<?> type, Set<String> seen) {
    if (!seen.add(type.getSimpleName())) {
      return;
    }
    JsonNode schema = API.at("/components/schemas/" + type.getSimpleName());
    RecordComponent[] components = type.getRecordComponents();
    assertThat(keys(schema.at("/properties")))
        .as("properties of %s", type.getSimpleName())
        .containsExactlyElementsOf(Arrays.stream(components).map(AsyncApiTest::property).toList());
    assertThat(texts(schema.at("/required")))
        .as("required properties of %s", type.getSimpleName())
        .containsExactlyElementsOf(
            Arrays.stream(components)
                .filter(c -> !c.getAnnotatedType().isAnnotationPresent(Nullable.class))
                .map(AsyncApiTest::property)
                .toList());
    for (RecordComponent component : components) {
      compare(
          type.getSimpleName() + "." + component.getName(),
          component.getGenericType(),
          schema.at("/properties").get(property(component)),
          seen);
    }
  }

  private static void compare(String at, Type type, JsonNode schema, Set<String> seen) {
    if (type instanceof ParameterizedType list) {
      assertThat(list.getRawType()).as(at).isEqualTo(List.class);
      assertThat(schema.at("/type").textValue()).as(at).isEqualTo("array");
      compare(at + "[]", list.getActualTypeArguments()[0], schema.get("items"), seen);
    } else if (PLAIN.containsKey(type)) {
      List<String> said = new ArrayList<>();
      said.add(schema.at("/type").textValue());
      if (schema.has("format")) {
        said.add(schema.at("/format").textValue());
      }
      assertThat(said).as(at).isEqualTo(PLAIN.get(type));
    } else if (((Class<?>) type).isEnum()) {
      assertThat(texts(schema.at("/enum"))).as(at).isEqualTo(labels((Class<?>) type));
    } else {
      assertThat(schema.at("/$ref").textValue())
          .as(at)
          .isEqualTo("#/components/schemas/" + ((Class<?>) type).getSimpleName());
      compare((Class<?>) type, seen);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theGoldenInstanceKeepsToEveryPattern(EventType type) {
    String kebab = type.topic().replaceAll("assay\\.(.*)\\.v1", "$1");

    int checked =
        patterns(
            Golden.tree(Golden.text("event/" + kebab + ".json")),
            API.at("/components/schemas/" + name(type)));

    assertThat(checked).as("properties that were checked").isPositive();
  }

  /** The number of properties compared. */
  private static int patterns(JsonNode value, JsonNode schema) {
    if (schema.has("$ref")) {
      return patterns(value, API.at(schema.get("$ref").textValue().substring(1)));
    }
    if (value.isArray()) {
      int checked = 0;
      for (JsonNode element : value) {
        checked += patterns(element, schema.get("items"));
      }
      return checked;
    }
    if (value.isObject()) {
      int checked = 0;
      for (Map.Entry<String, JsonNode> property : value.properties()) {
        JsonNode of = schema.at("/properties").get(property.getKey());
        assertThat(of).as(property.getKey()).isNotNull();
        checked += patterns(property.getValue(), of);
      }
      return checked;
    }
    if (schema.has("pattern")) {
      assertThat(value.textValue()).matches(Pattern.compile(schema.get("pattern").textValue()));
    }
    return 1;
  }

  private static List<String> labels(Class<?> type) {
    return Arrays.stream(type.getFields())
        .filter(f -> f.isEnumConstant())
        .map(f -> f.getAnnotation(JsonProperty.class).value())
        .toList();
  }

  /** What a component is called in JSON: events keep a name that the code has changed. */
  private static String property(RecordComponent component) {
    JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
    return renamed == null ? component.getName() : renamed.value();
  }

  private static String name(EventType type) {
    return type.payload().getSimpleName();
  }

  private static List<String> keys(JsonNode node) {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(t -> texts.add(t.textValue()));
    return texts;
  }
}
