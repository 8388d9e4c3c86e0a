// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights.imported;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.ImportedModel.Output;
import dev.assay.contracts.ImportedModel.Probe;
import dev.assay.contracts.Json;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import dev.assay.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSON file beside an imported model, {@code <file>.json}, in which its owner states what it
 * is.
 *
 * @param name if it is stated, that of the file
 * @param pretrainedOn where tables name the weights
 * @param sha256 of the file
 * @param preprocessing of an ONNX model; of features that of ImageNet, which is not used
 */
record ModelSidecar(
    @Nullable String name,
    String pretrainedOn,
    String sha256,
    Preprocessing preprocessing,
    ImportedModel model) {
  private static final List<String> FIELDS =
      List.of(
          "name",
          "title",
          "pretrained_on",
          "source",
          "licence",
          "sha256",
          "parameters",
          "input",
          "feature",
          "features",
          "pixels",
          "probe");
  private static final int LARGEST = 64 * 1024;
  private static final int LONGEST_SIDE = 4096;

  static Path pathOf(Path model) {
    return model.resolveSibling(model.getFileName() + ".json");
  }

  /**
   * @param onnx whether the file is an ONNX file, or one of features
   * @throws WeightsException if there is none, or a field is missing, unknown or wrong
   */
  static ModelSidecar of(Path model, boolean onnx) throws IOException {
    Path file = pathOf(model);
    if (!Files.isRegularFile(file)) {
      throw WeightsException.user(
          "%s: it needs %s beside it, in which its owner states what it is%s"
              .formatted(
                  model,
                  file.getFileName(),
                  onnx
                      ? "; 'assay weights template %s' writes one to fill in"
                          .formatted(model.getFileName())
                      : ", such as " + example()));
    }
    if (Files.size(file) > LARGEST) {
      throw WeightsException.user(
          "%s: it has %d bytes; at most %d are read".formatted(file, Files.size(file), LARGEST));
    }
    try {
      JsonNode root = Json.mapper().readTree(Files.readString(file));
      return of(file, JsonFields.of(file, root, FIELDS), onnx);
    } catch (JsonProcessingException e) {
      throw WeightsException.user("%s: it is no JSON: %s".formatted(file, e.getOriginalMessage()));
    } catch (IllegalArgumentException e) {
      throw WeightsException.user("%s: %s".formatted(file, e.getMessage()));
    }
  }

  private static String example() {
    return "{\"title\": \"RAD-DINO\", \"pretrained_on\": \"chest X-rays\", \"licence\": \"MIT\","
        + " \"sha256\": \"...\", \"features\": {\"size\": 768}, \"pixels\": \"resized to 518 x 518,"
        + " normalised as its authors do\"}";
  }

  private static ModelSidecar of(Path file, JsonFields json, boolean onnx) {
    String sha256 = json.text("sha256");
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw json.fault("sha256", "must be 64 lower-case hexadecimal digits");
    }
    String pretrainedOn = json.text("pretrained_on");
    if (pretrainedOn.equals(WeightsChoice.NONE)) {
      throw json.fault("pretrained_on", "must say on what it was trained, such as ImageNet-1k");
    }
    json.textOrNull("source");
    String unwanted = onnx ? json.has("features") ? "features" : "pixels" : "input";
    if (json.has(unwanted)) {
      throw json.fault(
          unwanted,
          onnx
              ? "belongs to a file of features; an ONNX model has input and feature"
              : "belongs to an ONNX model; features have pixels, a text on what was done to them");
    }
    JsonFields feature =
        onnx
            ? json.requiredChild("feature", "tensor", "size", "pool", "prefix")
            : json.requiredChild("features", "size");
    ImportedModel model =
        new ImportedModel(
            onnx ? ImportedModel.ONNX : ImportedModel.FEATURES,
            json.text("title"),
            json.textOrNull("licence"),
            json.integerOrNull("parameters", 1, 1_000_000_000_000L),
            feature.integer("size", 1, ImportedModel.LONGEST_FEATURE),
            onnx ? output(feature) : null,
            onnx ? null : json.text("pixels"),
            probe(file, json, onnx).orElse(null));
    return new ModelSidecar(
        json.textOrNull("name"),
        pretrainedOn,
        sha256,
        onnx ? preprocessing(json) : Preprocessing.imageNet(),
        model);
  }

  private static Output output(JsonFields feature) {
    String pool = feature.oneOf("pool", Output.NONE, Output.POOLS);
    Long stated = feature.integerOrNull("prefix", 0, 64);
    boolean none = pool.equals(Output.NONE);
    if (none && stated != null && stated != 0) {
      throw feature.fault("prefix", "must be absent or 0 with pool none");
    }
    return new Output(
        feature.text("tensor"), pool, stated == null ? none ? 0 : 1 : stated.intValue());
  }

  private static Optional<Probe> probe(Path file, JsonFields json, boolean onnx) {
    Optional<JsonFields> probe = json.child("probe", "image", "first", "tolerance");
    if (probe.isPresent() && !onnx) {
      throw WeightsException.user(
          "%s: 'probe' is for ONNX models: nothing computes features of a new image here"
              .formatted(file));
    }
    return probe.map(
        of ->
            new Probe(
                of.text("image"),
                of.numbers("first"),
                of.has("tolerance") ? of.number("tolerance") : 1e-3));
  }

  private static Preprocessing preprocessing(JsonFields json) {
    JsonFields input =
        json.requiredChild(
            "input", "resize", "crop", "fit", "interpolation", "mean", "std", "scale");
    int crop = input.integer("crop", 8, LONGEST_SIDE);
    int resize = input.integer("resize", crop, LONGEST_SIDE);
    String fit =
        input.oneOf("fit", Preprocessing.CROP, List.of(Preprocessing.CROP, Preprocessing.SQUASH));
    String interpolation =
        input.oneOf("interpolation", null, List.of(Preprocessing.BILINEAR, Preprocessing.BICUBIC));
    double scale = input.oneOf("scale", "0-1", List.of("0-1", "0-255")).equals("0-1") ? 1 : 255;
    List<Double> mean = input.numbers("mean");
    List<Double> std = input.numbers("std");
    if (mean.size() != 3) {
      throw input.fault("mean", "must have three numbers, of red, green and blue");
    }
    if (std.size() != 3 || std.stream().anyMatch(s -> s <= 0)) {
      throw input.fault("std", "must have three positive numbers, of red, green and blue");
    }
    return new Preprocessing(
        resize,
        crop,
        interpolation,
        mean.stream().map(m -> m / scale).toList(),
        std.stream().map(s -> s / scale).toList(),
        fit);
  }
}
