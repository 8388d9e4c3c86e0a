// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights.imported;

import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.Preprocessing;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.WeightsException;
import dev.assay.weights.WeightsFile;
import dev.assay.weights.onnx.OnnxFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The file of an imported model that was inspected: it is described by the JSON beside it, and an
 * ONNX file holds nothing that is refused. The contents of a file of features are read elsewhere.
 *
 * @param name by which studies name it: that of the file without its ending
 * @param sha256 of its bytes
 * @param source what it was pretrained on
 */
public record ImportedFile(
    Path file,
    String name,
    String sha256,
    Preprocessing preprocessing,
    String source,
    ImportedModel model) {
  private static final String ONNX = ".onnx";
  private static final List<String> FEATURES = List.of(".features.npz", ".features.csv");

  /** Formats of PyTorch that are programs, or in which programs can hide. */
  private static final List<String> PROGRAMS =
      List.of(".pt", ".pth", ".pt2", ".ts", ".torchscript", ".pkl", ".pickle", ".bin", ".ckpt");

  /** The endings of the files of imported models. */
  public static List<String> endings() {
    return List.of(ONNX, FEATURES.get(0), FEATURES.get(1));
  }

  /** Whether a file is one by its name. */
  public static boolean isCandidate(Path file) {
    return ending(file).isPresent();
  }

  /**
   * The name of the model in a file.
   *
   * @throws IllegalArgumentException if it is no candidate
   */
  public static String nameOf(Path file) {
    String name = String.valueOf(file.getFileName());
    String ending =
        ending(file).orElseThrow(() -> new IllegalArgumentException(name + " is no model"));
    return name.substring(0, name.length() - ending.length());
  }

  private static Optional<String> ending(Path file) {
    String name = String.valueOf(file.getFileName());
    return endings().stream()
        .filter(ending -> name.endsWith(ending) && name.length() > ending.length())
        .findFirst();
  }

  /**
   * The file of a model in a folder; an ONNX file is preferred.
   *
   * @return empty if there is none
   * @throws WeightsException if there is a file of PyTorch of this name instead, saying how to
   *     export it
   */
  public static Optional<Path> find(Path folder, String name) {
    Optional<Path> found =
        endings().stream()
            .map(ending -> folder.resolve(name + ending))
            .filter(Files::isRegularFile)
            .findFirst();
    if (found.isEmpty()) {
      for (String ending : PROGRAMS) {
        Path program = folder.resolve(name + ending);
        if (Files.isRegularFile(program)) {
          throw notRun(program);
        }
      }
    }
    return found;
  }

  private static WeightsException notRun(Path program) {
    return WeightsException.user(
        "%s: PyTorch's own formats are programs, which can read and write any file, and are not run; export the model as ONNX: torch.onnx.export(model.eval(), torch.zeros(1, 3, 224, 224), \"%s\", input_names=[\"image\"], dynamic_axes={\"image\": {0: \"n\"}}, opset_version=17), then 'assay weights template'"
            .formatted(
                program, String.valueOf(program.getFileName()).replaceAll("\\.[^.]+$", ONNX)));
  }

  /**
   * Finds out what a file is.
   *
   * @throws WeightsException if it is not described or cannot be used; names file, field or
   *     operator
   * @throws IOException if it cannot be read
   */
  public static ImportedFile inspect(Path file) throws IOException {
    String name = nameOf(file);
    if (!ImportedModel.isName(name)) {
      throw WeightsException.user(
          "%s: the name of a model has 1 to 64 letters, digits, '.', '_' and '-', not '%s'"
              .formatted(file, name));
    }
    if (BackboneCatalogue.find(name).isPresent()) {
      throw WeightsException.user(
          "%s: '%s' is the name of a backbone; rename the file".formatted(file, name));
    }
    boolean onnx = ending(file).filter(ONNX::equals).isPresent();
    Optional<OnnxFile> network = onnx ? Optional.of(OnnxFile.read(file)) : Optional.empty();
    ModelSidecar sidecar = ModelSidecar.of(file, onnx);
    Path json = ModelSidecar.pathOf(file);
    if (sidecar.name() != null && !sidecar.name().equals(name)) {
      throw WeightsException.user(
          "%s: name is '%s', but the file is named '%s'".formatted(json, sidecar.name(), name));
    }
    String sha256 = WeightsFile.sha256(file);
    if (!sidecar.sha256().equals(sha256)) {
      throw WeightsException.user(
          "%s: states sha256 %s, but %s has %s; fetch the file again, or correct the statement"
              .formatted(json, sidecar.sha256(), file.getFileName(), sha256));
    }
    network.ifPresent(of -> check(json, file, of, sidecar));
    return new ImportedFile(
        file, name, sha256, sidecar.preprocessing(), sidecar.pretrainedOn(), sidecar.model());
  }

  private static void check(Path json, Path file, OnnxFile network, ModelSidecar sidecar) {
    int crop = sidecar.preprocessing().crop();
    for (int dimension : List.of(2, 3)) {
      network
          .input()
          .side(dimension)
          .filter(side -> side != crop)
          .ifPresent(
              side -> {
                throw WeightsException.user(
                    "%s: input.crop is %d, but %s takes images of %s x %s pixels"
                        .formatted(
                            json,
                            crop,
                            file.getFileName(),
                            network.input().dimensions().get(2),
                            network.input().dimensions().get(3)));
              });
    }
    ImportedModel.Output output = sidecar.model().output();
    if (output != null && !network.computes(output.tensor())) {
      throw WeightsException.user(
          "%s: feature.tensor is '%s', which no node of %s makes; likely are %s"
              .formatted(
                  json,
                  output.tensor(),
                  file.getFileName(),
                  String.join(
                      ", ",
                      network.candidates().stream()
                          .map(
                              candidate -> "'" + candidate.tensor() + "' (" + candidate.why() + ")")
                          .toList())));
    }
  }
}
