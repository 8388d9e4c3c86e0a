// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/**
 * A folder of golden sets: {@code manifest.json}, {@code sets/<set>_<model>.csv}, {@code
 * expected/}. One is in the test resources; the whole collection lies in {@code
 * <shared.dir>/golden-stats}.
 */
public record GoldenData(Path root, JsonNode manifest) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  public static GoldenData ofRepository() {
    return ofResources("/golden-stats");
  }

  /** The part of the collection that is about several models of one set. */
  public static GoldenData ofComparisons() {
    return ofResources("/golden-comparisons");
  }

  private static GoldenData ofResources(String folder) {
    try {
      return open(Path.of(GoldenData.class.getResource(folder).toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The whole collection; without it the calling test is skipped, loudly. */
  public static GoldenData ofShared() {
    Path root = Path.of(System.getProperty("shared.dir", "../../shared"), "golden-stats");
    if (!Files.isRegularFile(root.resolve("manifest.json"))) {
      skip("SKIPPED: no golden statistics in " + root + "; give their folder with -Dshared.dir");
    }
    return open(root);
  }

  private static GoldenData open(Path root) {
    return new GoldenData(root, json(root.resolve("manifest.json")));
  }

  private static JsonNode json(Path file) {
    try {
      return MAPPER.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An expected file; without it the calling test is skipped, loudly. */
  public JsonNode expected(String name) {
    Path file = root.resolve("expected").resolve(name + ".json");
    if (!Files.isRegularFile(file)) {
      skip("SKIPPED: no " + file);
    }
    return json(file);
  }

  private static void skip(String message) {
    System.err.println(message);
    Assumptions.abort(message);
  }

  public List<String> sets() {
    return names(manifest.get("sets"));
  }

  public List<String> models() {
    return names(manifest.get("models"));
  }

  public static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** Checks every set and model of the manifest. */
  public Stream<DynamicTest> each(Check check) {
    return sets().stream()
        .flatMap(
            set ->
                models().stream()
                    .map(
                        model ->
                            DynamicTest.dynamicTest(
                                set + "/" + model, () -> check.of(read(set, model)))));
  }

  /** Checks every set that there are expected values of. */
  public Stream<DynamicTest> setsOf(JsonNode expected, SetCheck check) {
    return names(expected).stream()
        .filter(name -> !name.startsWith("_"))
        .map(set -> DynamicTest.dynamicTest(set, () -> check.of(set)));
  }

  public interface SetCheck {
    void of(String set);
  }

  public interface Check {
    void of(Golden golden);
  }

  /** One set scored by one model. */
  public record Golden(
      String set,
      String model,
      LabelledSet truth,
      Scores scores,
      Map<String, List<String>> attributes) {}

  public Golden read(String set, String model) {
    JsonNode about = manifest.get("sets").get(set);
    List<String> classes = new ArrayList<>();
    about.get("classes").forEach(name -> classes.add(name.asText()));
    JsonNode positive = about.path("positive_class");
    Path file = root.resolve("sets").resolve(set + "_" + model + ".csv");
    try {
      List<String> lines = Files.readAllLines(file);
      List<String> header = List.of(lines.get(0).split(","));
      int rows = lines.size() - 1;
      if (rows != about.get("n").asInt()) {
        throw new IllegalStateException(file + " has " + rows + " rows");
      }
      int[] truth = new int[rows];
      int[] predicted = new int[rows];
      double[][] probabilities = new double[rows][classes.size()];
      List<String> patients = new ArrayList<>();
      Map<String, List<String>> attributes = new LinkedHashMap<>();
      List<String> others = header.subList(2, header.indexOf("true_label"));
      others.forEach(name -> attributes.put(name, new ArrayList<>()));
      for (int row = 0; row < rows; row++) {
        String[] values = lines.get(row + 1).split(",");
        others.forEach(name -> attributes.get(name).add(values[header.indexOf(name)]));
        truth[row] = classes.indexOf(values[header.indexOf("true_label")]);
        predicted[row] = classes.indexOf(values[header.indexOf("predicted_label")]);
        patients.add(values[header.indexOf("patient_id")]);
        for (int c = 0; c < classes.size(); c++) {
          probabilities[row][c] =
              Double.parseDouble(values[header.indexOf("prob_" + classes.get(c))]);
        }
      }
      return new Golden(
          set,
          model,
          new LabelledSet(
              classes, positive.isTextual() ? positive.asText() : null, truth, patients),
          new Scores(predicted, probabilities),
          attributes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
