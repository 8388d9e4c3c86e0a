// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Compares the outputs of modules in a forward pass as they appear. */
final class GoldenOutputs implements BiConsumer<String, NDArray> {
  private interface Check {
    void of(String what, float[] values);
  }

  private static final List<String> VECTORS = List.of("x_norm_clstoken", "x_norm_patchtokens_mean");

  private static final String NORM_BEFORE_PROJECTION = "visual.ln_post";

  /** What is computed from a table or a formula of positions. */
  private static final List<String> TABLES =
      List.of("relative_position_bias ", "rope_sin", "rope_cos");

  private final String input;
  private final JsonNode forward;
  private final Map<String, Check> wanted = new HashMap<>();
  private int compared;

  /**
   * @param forward what holds for any classifier
   * @param wrapper what belongs to this one; may be the same
   */
  GoldenOutputs(String input, JsonNode forward, JsonNode wrapper) {
    this.input = input;
    this.forward = forward;
    forward
        .path("checkpoints")
        .properties()
        .forEach(e -> wanted.put(e.getKey(), (what, v) -> checkSummary(what, e.getValue(), v)));
    for (String vector : VECTORS) {
      if (forward.has(vector)) {
        wanted.put(vector, (what, v) -> checkVector(what, forward.path(vector), v));
      }
    }
    if (forward.has("pos_embed_interpolated")) {
      JsonNode golden = forward.path("pos_embed_interpolated");
      wanted.put("pos_embed_interpolated", (what, v) -> checkPositions(what, golden, v));
    }
    if (forward.has("penultimate")) {
      JsonNode golden = forward.path("penultimate");
      Check check = (what, v) -> checkSummary(what, golden, v);
      // Where there is no classifier, it is what the projection of the feature sees.
      Check projected = wanted.get(NORM_BEFORE_PROJECTION);
      if (projected == null) {
        wanted.put("penultimate", check);
      } else {
        wanted.put(
            NORM_BEFORE_PROJECTION,
            (what, v) -> {
              projected.of(what, v);
              check.of(what, v);
            });
      }
    }
    for (Map.Entry<String, JsonNode> table : forward.properties()) {
      if (TABLES.stream().anyMatch(table.getKey()::startsWith)) {
        wanted.put(table.getKey(), (what, v) -> checkTable(what, table.getValue(), v));
      }
    }
    if (wrapper.has("linear_input")) {
      wanted.put("linear_input", (what, v) -> checkLinearInput(what, wrapper, v));
    }
  }

  @Override
  public void accept(String module, NDArray output) {
    Check check = wanted.remove(module);
    if (check != null) {
      compared++;
      check.of(input + " " + module, output.toFloatArray());
    }
  }

  /**
   * @return number of modules compared
   */
  int assertAllSeen() {
    assertThat(wanted.keySet()).as("modules of %s not seen", input).isEmpty();
    return compared;
  }

  void checkInput(NDArray images) {
    if (!forward.has("input_first4")) {
      return;
    }
    assertThat(GoldenJson.firstDifference(forward.path("input_first4"), images.toFloatArray()))
        .as("first values of %s", input)
        .isLessThan(1e-8);
  }

  private static void checkSize(String what, JsonNode golden, float[] values) {
    long expected = GoldenJson.longs(golden.path("shape")).stream().reduce(1L, (x, y) -> x * y);
    assertThat((long) values.length).as(what).isEqualTo(expected);
  }

  /** Shape, mean or sum, spread, both ends. */
  private static void checkSummary(String what, JsonNode golden, float[] values) {
    checkSize(what, golden, values);
    double std = golden.path("std").asDouble(GoldenJson.std(values));
    double allowed = Tolerances.CHECKPOINT * std;
    double mean =
        golden.has("mean")
            ? golden.path("mean").asDouble()
            : golden.path("sum").asDouble() / values.length;
    assertThat(GoldenJson.sum(values) / values.length)
        .as("mean of %s", what)
        .isCloseTo(mean, within(allowed));
    assertThat(GoldenJson.std(values)).as("spread of %s", what).isCloseTo(std, within(allowed));
    checkEnds(what, golden, values, allowed);
  }

  private static void checkEnds(String what, JsonNode golden, float[] values, double allowed) {
    assertThat(GoldenJson.firstDifference(golden.path("first8"), values))
        .as("first of %s", what)
        .isLessThan(allowed);
    assertThat(GoldenJson.lastDifference(golden.path("last8"), values))
        .as("last of %s", what)
        .isLessThan(allowed);
  }

  private static void checkVector(String what, JsonNode golden, float[] values) {
    assertThat(GoldenJson.maxDifference(GoldenJson.doubles(golden), values))
        .as(what)
        .isLessThan(Tolerances.CHECKPOINT * GoldenJson.std(values));
  }

  private static void checkPositions(String what, JsonNode golden, float[] values) {
    for (String precision : List.of("float64", "float32_official")) {
      if (golden.has(precision)) {
        checkTable(what, golden.path(precision), values);
      }
    }
  }

  private static void checkTable(String what, JsonNode expected, float[] values) {
    checkSize(what, expected, values);
    assertThat(GoldenJson.sum(values) / values.length)
        .as("mean of %s", what)
        .isCloseTo(expected.path("sum").asDouble() / values.length, within(Tolerances.POSITION));
    checkEnds(what, expected, values, Tolerances.POSITION);
  }

  private static void checkLinearInput(String what, JsonNode wrapper, float[] values) {
    checkSummary(what, wrapper.path("linear_input"), values);
    int segments = wrapper.path("linear_input_segments").size();
    for (int i = 0; i < segments; i++) {
      JsonNode golden = wrapper.path("linear_input_segments").get(i);
      int rows = GoldenJson.longs(golden.path("shape")).get(0).intValue();
      int width = GoldenJson.longs(golden.path("shape")).get(1).intValue();
      float[] segment = new float[rows * width];
      for (int row = 0; row < rows; row++) {
        int from = row * segments * width + i * width;
        System.arraycopy(
            Arrays.copyOfRange(values, from, from + width), 0, segment, row * width, width);
      }
      checkSummary(what + " segment " + i, golden, segment);
    }
  }
}
