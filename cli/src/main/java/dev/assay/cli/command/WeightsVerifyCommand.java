// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.ExitCode;
import dev.assay.cli.weights.OfficialFiles;
import dev.assay.cli.weights.WeightsAtHand;
import dev.assay.weights.OfficialWeights;
import dev.assay.weights.OfficialWeights.Content;
import dev.assay.weights.WeightsException;
import dev.assay.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Check the weights in the folder: their sha256, and the name and shape of every tensor.",
      "It ends with code 2 if a file is damaged, or if a named file is missing."
    })
final class WeightsVerifyCommand implements Callable<Integer> {
  private final Program program;
  private final List<OfficialWeights> registry;

  @Mixin private final WeightsOptions options = new WeightsOptions();

  @Parameters(
      arity = "0..*",
      paramLabel = "NAME",
      description = "Backbones or files (default: every weights file in the folder).")
  private List<String> names = List.of();

  WeightsVerifyCommand(Program program, List<OfficialWeights> registry) {
    this.program = program;
    this.registry = registry;
  }

  /** The result for one file. */
  record Verdict(String file, boolean good, String says) {}

  @Override
  public Integer call() {
    OfficialFiles files = options.files(registry);
    List<Verdict> verdicts = new ArrayList<>();
    if (names.isEmpty()) {
      WeightsAtHand.candidates(files.folder()).forEach(file -> verdicts.add(check(file, files)));
    } else {
      names.stream()
          .flatMap(name -> files.named(name).stream())
          .distinct()
          .forEach(weights -> verdicts.add(check(files.path(weights), files)));
    }
    if (options.json()) {
      program.console().document(verdicts);
    } else {
      print(verdicts, files);
    }
    boolean good = verdicts.stream().allMatch(Verdict::good);
    return (good ? ExitCode.OK : ExitCode.BAD_INPUT).number();
  }

  private void print(List<Verdict> verdicts, OfficialFiles files) {
    if (verdicts.isEmpty()) {
      program.console().out().println("No weights in " + files.folder());
    }
    for (Verdict verdict : verdicts) {
      program.console().out().printf("%s  %s%n", verdict.good() ? "good" : "BAD ", verdict.says());
    }
    program.console().out().flush();
  }

  private Verdict check(Path file, OfficialFiles files) {
    Optional<OfficialWeights> official =
        registry.stream()
            .filter(w -> w.fileName().equals(String.valueOf(file.getFileName())))
            .findFirst();
    try {
      if (official.isPresent()) {
        String sha256 = files.verify(official.get());
        if (official.get().content() == Content.HEAD) {
          return new Verdict(file.toString(), true, file + ": sha256 " + sha256);
        }
      }
      WeightsFile weights = WeightsFile.inspect(file);
      return new Verdict(
          file.toString(),
          true,
          "%s: %s, %s, %d classes, sha256 %s"
              .formatted(
                  file, weights.backbone(), weights.source(), weights.classes(), weights.sha256()));
    } catch (CliException | WeightsException e) {
      return new Verdict(file.toString(), false, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return new Verdict(file.toString(), false, file + " cannot be read: " + e.getMessage());
    }
  }
}
