// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.weights.ModelCheck;
import dev.assay.cli.weights.OfficialFiles;
import dev.assay.contracts.ImportedModel.Probe;
import dev.assay.datasets.features.FeaturesFile;
import dev.assay.datasets.features.FeaturesFormatException;
import dev.assay.weights.OfficialWeights;
import dev.assay.weights.WeightsException;
import dev.assay.weights.imported.ImportedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Check a model of your own: its JSON file, its graph or rows, and its probe.",
      "Of an ONNX model it runs the network on the image assay-probe-1 and prints the first numbers"
          + " of its feature; with a probe in the JSON file it compares them and ends with code 2"
          + " if they differ."
    })
final class WeightsCheckCommand implements Callable<Integer> {
  private final Program program;
  private final List<OfficialWeights> registry;

  @Mixin private final WeightsOptions options = new WeightsOptions();

  @Parameters(
      paramLabel = "NAME",
      description =
          "A model: the name of its file without .onnx or .features.npz or .features.csv.")
  private String name = "";

  WeightsCheckCommand(Program program, List<OfficialWeights> registry) {
    this.program = program;
    this.registry = registry;
  }

  /** The result for a file of features. */
  record Rows(String model, int rows, int size) {}

  @Override
  public Integer call() {
    OfficialFiles files = options.files(registry);
    ImportedFile model;
    try {
      Path file =
          ImportedFile.find(files.folder().toAbsolutePath().normalize(), name)
              .orElseThrow(
                  () ->
                      CliException.badInput(
                          "no model '%s' is in %s; expected is one of %s"
                              .formatted(
                                  name,
                                  files.folder(),
                                  String.join(
                                      ", ",
                                      ImportedFile.endings().stream()
                                          .map(name::concat)
                                          .toList()))));
      model = ImportedFile.inspect(file);
      return model.model().isOnnx() ? network(model) : rows(model);
    } catch (WeightsException e) {
      throw CliException.badInput(String.valueOf(e.getMessage()));
    } catch (FeaturesFormatException e) {
      throw CliException.badInput(files.folder() + ": " + e.getMessage());
    } catch (IOException e) {
      throw CliException.environment(name + " cannot be read: " + e.getMessage());
    }
  }

  private int network(ImportedFile model) {
    ModelCheck.Outcome outcome = new ModelCheck(program.installation().embedderLib()).run(model);
    if (options.json()) {
      program.console().document(outcome);
      return 0;
    }
    program
        .console()
        .out()
        .printf(
            "good  %s: %s, %d numbers%n      first numbers of %s: %s%n      %s%n",
            model.file(),
            model.model().title(),
            model.model().featureSize(),
            Probe.IMAGE,
            outcome.first(),
            outcome.probed()
                ? "they are those of its owner's code"
                : "nothing compares them with its owner's code: compute the feature of "
                    + Probe.IMAGE
                    + ".png there (assay weights template writes the image), and put the first"
                    + " numbers into probe.first");
    program.console().out().flush();
    return 0;
  }

  private int rows(ImportedFile model) throws IOException, FeaturesFormatException {
    Path copy = Files.createTempFile("assay-features-", ".rows");
    try (FeaturesFile features =
        FeaturesFile.read(model.file(), model.model().featureSize(), copy)) {
      int rows = features.names().size();
      if (options.json()) {
        program.console().document(new Rows(model.name(), rows, features.length()));
      } else {
        program
            .console()
            .out()
            .printf(
                "good  %s: %s, %d images, %d numbers each%n",
                model.file(), model.model().title(), rows, features.length());
        program.console().out().flush();
      }
      return 0;
    } finally {
      Files.deleteIfExists(copy);
    }
  }
}
