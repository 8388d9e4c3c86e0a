// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.Console;
import dev.assay.cli.ExitCode;
import dev.assay.cli.data.Inspection;
import dev.assay.cli.study.DryRun;
import dev.assay.datasets.layout.LayoutFit;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description = {
      "Look at a folder of images and write a study file for it, with a comment for each choice.",
      "It says which layouts fit and why, which classes and patients there are, what would be left"
          + " out, which images are copies, and which weights are at hand; then it shows the plan"
          + " of the study. It needs no stack."
    })
final class InitCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final HomeOptions local = new HomeOptions();

  @Parameters(
      paramLabel = "DIR",
      description = "The folder of images, or an archive of it (.zip, .tar, .tar.gz, .tgz).")
  private Path images = Path.of("");

  @Option(
      names = "--file",
      paramLabel = "STUDY.yaml",
      description = "The study file to write (default: ./<name of the folder>.yaml).")
  private @Nullable Path file;

  @Option(
      names = "--layout",
      paramLabel = "LAYOUT",
      description =
          "Layout of the folder: ${COMPLETION-CANDIDATES} (default: the one that fits best).",
      completionCandidates = DataInspectCommand.LayoutNames.class)
  private @Nullable String layout;

  @Option(
      names = "--weights",
      paramLabel = "DIR",
      description = "Folder of pretrained weights (default: HOME/weights, see 'assay weights').")
  private @Nullable Path weights;

  @Option(names = "--force", description = "Replace a study file that is already there.")
  private boolean force;

  InitCommand(Program program) {
    this.program = program;
  }

  /** The document of {@code --json}. */
  record Made(String file, List<LayoutFit> layouts, Inspection inspection, DryRun plan) {}

  @Override
  public Integer call() {
    FolderStudy made =
        FolderStudy.make(
            program,
            local.home(),
            new FolderStudy.Wish(
                images, file == null ? FolderStudy.usualFile(images) : file, layout, weights),
            force ? FolderStudy.Existing.REPLACE : FolderStudy.Existing.REFUSE,
            local.json());
    Console console = program.console();
    if (local.json()) {
      console.document(
          new Made(made.study().file().toString(), made.layouts(), made.inspection(), made.plan()));
    }
    console.say(
        "Next: assay run %s%s%s"
            .formatted(
                made.study().file(),
                weights == null ? "" : " --weights " + weights,
                local.homeIsGiven() ? " --home " + local.home().folder() : ""));
    return (made.plan().problems().isEmpty() ? ExitCode.OK : ExitCode.BAD_INPUT).number();
  }
}
