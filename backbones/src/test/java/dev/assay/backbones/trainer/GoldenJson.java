// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;

/** A golden file, and arithmetic over its numbers. */
record GoldenJson(JsonNode root) {

  static GoldenJson read(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return new GoldenJson(Json.mapper().readTree(in));
    }
  }

  String model() {
    return root.path("model").asText();
  }

  boolean isDinoV2() {
    return model().startsWith("dinov2");
  }

  boolean isDinoV3() {
    return model().startsWith("dinov3");
  }

  /** The rules by which this model's weights are made, before the common ones. */
  List<Formula.Rule> rules() {
    return Formula.rules(root.path("rules"));
  }

  /** The values of a tensor that is a constant of the network; empty if they are not listed. */
  double[] fixed(String key) {
    JsonNode values = root.path("fixed").path(key);
    return values.isArray() ? doubles(values) : new double[0];
  }

  List<JsonNode> stateDicts() {
    return list(root.path("state_dicts"));
  }

  List<JsonNode> heads() {
    return list(root.path("heads"));
  }

  List<JsonNode> forward() {
    return list(root.path("forward"));
  }

  Map<String, JsonNode> finetune() {
    Map<String, JsonNode> sections = new LinkedHashMap<>();
    root.path("finetune").properties().forEach(e -> sections.put(e.getKey(), e.getValue()));
    return sections;
  }

  /** Of a state dict or head by its id. */
  String prefix(String id) {
    for (JsonNode dict :
        root.path(
            root.path("heads").findValuesAsText("id").contains(id) ? "heads" : "state_dicts")) {
      if (dict.path("id").asText().equals(id)) {
        return dict.path("name_prefix").asText();
      }
    }
    throw new IllegalArgumentException("no state dict or head '" + id + "'");
  }

  /** Shapes by key, in the order of the state dict. */
  static Map<String, List<Long>> keys(JsonNode dict) {
    Map<String, List<Long>> keys = new LinkedHashMap<>();
    for (JsonNode key : dict.path("keys")) {
      keys.put(key.get(0).asText(), longs(key.get(1)));
    }
    return keys;
  }

  /** E.g. of {@code input/2x3x224x224}. */
  static long[] inputShape(String name) {
    String dimensions = name.substring(name.lastIndexOf('/') + 1);
    return Arrays.stream(dimensions.split("x")).mapToLong(Long::parseLong).toArray();
  }

  // ---- numbers ------------------------------------------------------------------------------

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  static double[] doubles(JsonNode array) {
    return list(array).stream()
        .flatMapToDouble(
            v -> v.isArray() ? Arrays.stream(doubles(v)) : DoubleStream.of(v.asDouble()))
        .toArray();
  }

  static List<Long> longs(JsonNode array) {
    return list(array).stream().map(JsonNode::asLong).toList();
  }

  static int[] ints(JsonNode array) {
    return list(array).stream().mapToInt(JsonNode::asInt).toArray();
  }

  static double sum(float[] values) {
    double sum = 0;
    for (float v : values) {
      sum += v;
    }
    return sum;
  }

  static double norm(float[] values) {
    double squares = 0;
    for (float v : values) {
      squares += (double) v * v;
    }
    return Math.sqrt(squares);
  }

  /** Of the population. */
  static double std(float[] values) {
    double mean = sum(values) / values.length;
    double squares = 0;
    for (float v : values) {
      squares += (v - mean) * (v - mean);
    }
    return Math.sqrt(squares / values.length);
  }

  static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  static double largest(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElseThrow();
  }

  /** NaN if anything is. */
  static double maxDifference(double[] expected, float[] actual) {
    assertThat(actual).hasSize(expected.length);
    double max = 0;
    for (int i = 0; i < expected.length; i++) {
      double difference = Math.abs(expected[i] - actual[i]);
      max = Double.isNaN(difference) ? Double.NaN : Math.max(max, difference);
    }
    return max;
  }

  static double firstDifference(JsonNode first, float[] values) {
    double[] expected = doubles(first);
    return maxDifference(expected, Arrays.copyOf(values, expected.length));
  }

  static double lastDifference(JsonNode last, float[] values) {
    double[] expected = doubles(last);
    return maxDifference(
        expected, Arrays.copyOfRange(values, values.length - expected.length, values.length));
  }
}
