// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.client.AssayClient;
import dev.assay.cli.client.StudyNames;
import dev.assay.cli.crate.CrateFiles;
import dev.assay.cli.crate.CrateMetadata;
import dev.assay.cli.crate.SigningKey;
import dev.assay.cli.mlflow.MlflowExport;
import dev.assay.contracts.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Take everything of a study out of the store: predictions, models, losses, features,",
      "splits, logs and reports. README.md in the folder says what is where.",
      "The folder appears when all of it is there; an earlier export of the study in its",
      "place is replaced.",
      "With --mlflow, its runs, parameters and metrics go to an MLflow tracking server, too."
    })
final class ExportCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "STUDY", description = "A study's id, the beginning of it, or its name.")
  private String study = "";

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      description = "The folder to make. Not needed with --mlflow.")
  private @Nullable Path out;

  @Option(
      names = "--parts",
      split = ",",
      paramLabel = "PART",
      description =
          "Only these: predictions, original, models, losses, features, splits, logs, report,"
              + " figures (default: all).")
  private @Nullable List<String> parts;

  @Option(
      names = "--crate",
      paramLabel = "KEY",
      description = {
        "Make a signed RO-Crate: describe all files in ro-crate-metadata.json and sign their"
            + " hashes",
        "with this private key ('assay keys' makes one). 'assay verify' checks it."
      })
  private @Nullable Path crate;

  @Mixin private final MlflowOptions mlflow = new MlflowOptions();

  ExportCommand(Program program) {
    this.program = program;
  }

  private ExportFolder.Finish signer() {
    Path key = crate;
    if (key == null) {
      return folder -> {};
    }
    if (parts != null && !parts.containsAll(List.of("predictions", "report"))) {
      throw CliException.badInput(
          "--parts: a crate needs predictions and report, from which its table is recomputed");
    }
    // Read before anything is fetched.
    PrivateKey signer = SigningKey.readPrivate(key);
    return folder ->
        CrateFiles.sign(folder, CrateMetadata.of(folder, LocalDate.now(ZoneOffset.UTC)), signer);
  }

  @Override
  public Integer call() {
    Optional<MlflowTarget> target = mlflow.target(program.environment(), parts);
    Path folder = out;
    if (folder != null) {
      return export(folder, target);
    }
    if (target.isEmpty()) {
      throw CliException.badInput("--out: name the folder to make, or a server with --mlflow");
    }
    if (crate != null) {
      throw CliException.badInput("--crate signs a folder; name it with --out");
    }
    try (TemporaryFolder temporary = TemporaryFolder.create()) {
      return export(temporary.path().resolve("export"), target);
    }
  }

  private int export(Path into, Optional<MlflowTarget> target) {
    ExportFolder folder = ExportFolder.of(into, signer());
    try (StackAccess access = StackAccess.existing(common)) {
      AssayClient client = access.client();
      String id = StudyNames.find(client.studies(), study).studyId();
      folder.checkReplaceable();
      List<String> wanted = out == null && target.isPresent() ? target.get().needed() : parts;
      int files;
      try (InputStream zip = client.export(id, wanted == null ? "" : String.join(",", wanted))) {
        files = folder.fill(zip);
      } catch (IOException e) {
        throw CliException.noStack(
            "%s broke off the export, and nothing was written: %s"
                .formatted(client.base(), e.getMessage()));
      }
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("studyId", id);
      if (out != null) {
        document.put("folder", out.toString());
        document.put("files", files);
        say("%d files in %s".formatted(files, out));
      }
      target.ifPresent(
          server -> {
            MlflowExport.Sent sent = server.send(into, program.console()::say);
            document.put("mlflow", sent);
            say(
                "%d runs and %d files in experiment '%s'%s: %s"
                    .formatted(
                        sent.runs(),
                        sent.files(),
                        sent.experiment(),
                        sent.found() == 0 ? "" : " (%d were there)".formatted(sent.found()),
                        sent.address()));
          });
      if (common.json()) {
        program.console().document(document);
      }
      return 0;
    }
  }

  private void say(String line) {
    if (!common.json()) {
      program.console().out().println(Printable.of(line));
      program.console().out().flush();
    }
  }
}
