// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.client.AssayClient;
import dev.assay.cli.client.StudyNames;
import dev.assay.cli.crate.CrateFiles;
import dev.assay.cli.crate.CrateMetadata;
import dev.assay.cli.crate.SigningKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
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
      "Take everything of a study out of the store: predictions, models, losses, splits,",
      "logs and reports. README.md in the folder says what is where.",
      "The folder appears when all of it is there; an earlier export of the study in its",
      "place is replaced."
    })
final class ExportCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "STUDY", description = "A study's id, the beginning of it, or its name.")
  private String study = "";

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "DIR",
      description = "The folder to make.")
  private Path out = Path.of("");

  @Option(
      names = "--parts",
      split = ",",
      paramLabel = "PART",
      description =
          "Only these: predictions, original, models, losses, splits, logs, report, figures"
              + " (default: all).")
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
    ExportFolder folder = ExportFolder.of(out, signer());
    try (StackAccess access = StackAccess.existing(common)) {
      AssayClient client = access.client();
      String id = StudyNames.find(client.studies(), study).studyId();
      folder.checkReplaceable();
      int files;
      try (InputStream zip = client.export(id, parts == null ? "" : String.join(",", parts))) {
        files = folder.fill(zip);
      } catch (IOException e) {
        throw CliException.noStack(
            "%s broke off the export, and nothing was written: %s"
                .formatted(client.base(), e.getMessage()));
      }
      if (common.json()) {
        program.console().document(Map.of("studyId", id, "folder", out.toString(), "files", files));
      } else {
        program.console().out().println("%d files in %s".formatted(files, out));
        program.console().out().flush();
      }
      return 0;
    }
  }
}
