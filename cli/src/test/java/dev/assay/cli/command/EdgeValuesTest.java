// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files as people have them, with the values of scikit-learn 1.9 and scipy 1.17, or with the fault
 * that must be named. Each file is in {@code edge-files.json}, beside what is right.
 */
class EdgeValuesTest {
  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> everyFileGivesWhatIsRight() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(EdgeValuesTest.class.getResourceAsStream("/edge-files.json"))) {
      JsonNode cases =
          Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), JsonNode.class);
      assertThat(cases).hasSizeGreaterThanOrEqualTo(40);
      return StreamSupport.stream(cases.spliterator(), false)
          .map(of -> DynamicTest.dynamicTest(of.path("name").asText(), () -> check(of)));
    }
  }

  private void check(JsonNode of) throws IOException {
    Path here = Files.createTempDirectory(folder, "case");
    List<String> arguments = new ArrayList<>(List.of("evaluate", "--resamples", "100"));
    for (Map.Entry<String, JsonNode> file : of.path("files").properties()) {
      Path path = Files.writeString(here.resolve(file.getKey()), file.getValue().asText());
      arguments.add(path.toString());
    }
    of.path("args").forEach(argument -> arguments.add(argument.asText()));
    if (of.has("error")) {
      Cli.Result refused = Cli.run(folder, arguments.toArray(String[]::new));
      assertThat(refused.code()).as(refused.out()).isEqualTo(2);
      of.path("error").forEach(part -> assertThat(refused.err()).contains(part.asText()));
      assertThat(refused.out()).isEmpty();
      return;
    }
    Cli.Result text = Cli.run(folder, with(arguments, "--format", "md"));
    assertThat(text.code()).as(text.err()).isZero();
    of.path("text").forEach(part -> assertThat(text.out()).contains(part.asText()));
    Cli.Result result = Cli.run(folder, with(arguments, "--json"));
    assertThat(result.code()).as(result.err()).isZero();
    JsonNode document = Json.read(result.out(), JsonNode.class);
    for (Map.Entry<String, JsonNode> expected : of.path("values").properties()) {
      assertThat(metric(document, expected.getKey()).path("point").asDouble(Double.NaN))
          .as(expected.getKey())
          .isCloseTo(expected.getValue().asDouble(), within(1e-9));
    }
    for (Map.Entry<String, JsonNode> expected : of.path("reason").properties()) {
      assertThat(metric(document, expected.getKey()).path("reason").asText())
          .as(expected.getKey())
          .contains(expected.getValue().asText());
    }
    JsonNode row = document.path("comparison").path("metrics").path(0).path("contrasts").path(0);
    for (Map.Entry<String, JsonNode> expected : of.path("row").properties()) {
      assertThat(row.path(expected.getKey()).asDouble(Double.NaN))
          .as(expected.getKey())
          .isCloseTo(expected.getValue().asDouble(), within(1e-9));
    }
    if (of.has("verdict")) {
      assertThat(row.path("verdict").asText()).isEqualTo(of.path("verdict").asText());
    }
  }

  private static String[] with(List<String> arguments, String... more) {
    return Stream.concat(arguments.stream(), Arrays.stream(more)).toArray(String[]::new);
  }

  private static JsonNode metric(JsonNode document, String key) {
    for (JsonNode value : document.path("models").get(0).path("metrics")) {
      if (value.path("metric").asText().equals(key)) {
        return value;
      }
    }
    throw new AssertionError("no metric " + key);
  }
}
