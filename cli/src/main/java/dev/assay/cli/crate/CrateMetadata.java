// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.crate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.cli.CliException;
import dev.assay.cli.Version;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.StudySubmitted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The description of an export as an RO-Crate 1.1 with the profile Process Run Crate 0.5: every
 * file, and one action per run that says with which program, weights, seed, machine class and
 * engine which files came about. Everything in it is read from the files of the export.
 */
public final class CrateMetadata {
  private static final String CONTEXT = "https://w3id.org/ro/crate/1.1/context";
  private static final String CRATE = "https://w3id.org/ro/crate/1.1";
  private static final String PROFILE = "https://w3id.org/ro/wfrun/process/0.5";
  private static final String PROGRAM = "https://github.com/assay/assay";

  private final Path folder;
  private final ArrayNode graph = Json.mapper().createArrayNode();

  private CrateMetadata(Path folder) {
    this.folder = folder;
  }

  /**
   * @param published the day of the signature
   * @throws CliException if the export has no runs or cannot be read
   */
  public static String of(Path folder, LocalDate published) throws IOException {
    return new CrateMetadata(folder).document(published);
  }

  private String document(LocalDate published) throws IOException {
    StudySubmitted study =
        Json.read(Files.readString(folder.resolve("study.json")), StudySubmitted.class);
    List<String> files = List.copyOf(new TreeSet<>(CrateFiles.listed(folder).keySet()));
    ObjectNode descriptor = entity(CrateFiles.METADATA, "CreativeWork");
    refer(descriptor, "conformsTo", CRATE);
    refer(descriptor, "about", "./");
    ObjectNode root = entity("./", "Dataset");
    refer(root, "conformsTo", PROFILE);
    root.put("name", study.name());
    root.put("identifier", study.studyId());
    root.put(
        "description", "Predictions, models and tables of a study that compares image models.");
    root.put("datePublished", published.toString());
    refer(root, "license", "#licence");
    ArrayNode parts = root.putArray("hasPart");
    files.forEach(file -> parts.addObject().put("@id", file));
    ArrayNode mentions = root.putArray("mentions");
    entity("#licence", "CreativeWork")
        .put("name", "The licences of the images and of the weights; report/ names them.");
    ObjectNode profile = entity(PROFILE, "CreativeWork");
    profile.put("name", "Process Run Crate").put("version", "0.5");
    ObjectNode program = entity(PROGRAM, "SoftwareApplication");
    program.put("name", "Assay").put("softwareVersion", Version.text());
    Map<String, String> hashes = CrateFiles.listed(folder);
    for (String file : files) {
      entity(file, "File").put("sha256", hashes.get(file)).put("contentSize", size(file));
    }
    for (Map<String, String> run : Tables.read(folder.resolve("runs.csv"))) {
      action(run, files).ifPresent(id -> mentions.addObject().put("@id", id));
    }
    ObjectNode document = Json.mapper().createObjectNode();
    document.put("@context", CONTEXT);
    document.set("@graph", graph);
    return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
  }

  private String size(String file) throws IOException {
    return String.valueOf(Files.size(folder.resolve(file)));
  }

  /** Absent while the run has no files. */
  private java.util.Optional<String> action(Map<String, String> run, List<String> files)
      throws IOException {
    String path = run.getOrDefault("files", "");
    List<String> results =
        files.stream()
            .filter(file -> file.contains("/" + path + "/") || file.contains("/" + path + "."))
            .toList();
    if (path.isEmpty() || results.isEmpty()) {
      return java.util.Optional.empty();
    }
    String id = "#run-" + path;
    ObjectNode action = entity(id, "CreateAction");
    action.put("name", "%s, seed %s".formatted(run.get("backbone"), run.get("seed")));
    refer(action, "instrument", PROGRAM);
    ArrayNode objects = action.putArray("object");
    files.stream()
        .filter(file -> file.startsWith("splits/"))
        .filter(file -> path.startsWith(file.substring("splits/".length(), file.length() - 4)))
        .forEach(file -> objects.addObject().put("@id", file));
    for (String key :
        List.of(
            "dataset",
            "backbone",
            "weights",
            "head",
            "recipe",
            "training",
            "subset_ratio",
            "seed",
            "cell_id",
            "run_key",
            "scoring_key")) {
      value(objects, id, key, run.getOrDefault(key, ""));
    }
    Path model = folder.resolve("models/" + path + "/model.json");
    if (Files.isRegularFile(model)) {
      JsonNode trained = Json.mapper().readTree(Files.readString(model));
      for (String key : List.of("deviceClass", "engine", "weightsSha256", "modelSha256")) {
        value(objects, id, key, trained.path(key).asText(""));
      }
    }
    ArrayNode result = action.putArray("result");
    results.forEach(file -> result.addObject().put("@id", file));
    return java.util.Optional.of(id);
  }

  private void value(ArrayNode objects, String action, String name, String value) {
    if (!value.isEmpty()) {
      String id = action + "-" + name;
      entity(id, "PropertyValue").put("name", name).put("value", value);
      objects.addObject().put("@id", id);
    }
  }

  private ObjectNode entity(String id, String type) {
    return graph.addObject().put("@id", id).put("@type", type);
  }

  private static void refer(ObjectNode entity, String property, String id) {
    entity.putObject(property).put("@id", id);
  }
}
