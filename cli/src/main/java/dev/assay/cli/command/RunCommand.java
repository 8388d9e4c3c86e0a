// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.ExitCode;
import dev.assay.cli.client.ReportFormat;
import dev.assay.cli.client.StudyView;
import dev.assay.cli.progress.ProgressScreen;
import dev.assay.cli.progress.StackLines;
import dev.assay.cli.stack.SpeedMeasurement;
import dev.assay.cli.study.AssumedSpeed;
import dev.assay.cli.study.DryRun;
import dev.assay.cli.study.DryRunText;
import dev.assay.cli.study.ImageFolders;
import dev.assay.cli.study.ImageSet;
import dev.assay.cli.study.Machine;
import dev.assay.cli.study.StudyFile;
import dev.assay.cli.study.UnpackedImages;
import dev.assay.cli.study.WeightsFolder;
import dev.assay.cli.weights.OfficialFiles;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.OfficialWeights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Run a study and write its tables to ./assay-out/<study>-<id>/.",
      "Given a folder of images instead, it first writes a study for it, as 'assay init' does,"
          + " shows the plan and asks whether to go on.",
      "Uses the stack that runs on the home, or starts one until the study ends. If the"
          + " same study is run again, stored results are used."
    })
final class RunCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(
      paramLabel = "STUDY.yaml",
      description = "The study file (YAML or JSON), or a folder or archive of images.")
  private Path study = Path.of("");

  @Option(
      names = "--images",
      paramLabel = "[NAME=]DIR",
      description =
          "Folder of the images, or an archive of it (.zip, .tar, .tar.gz, .tgz); with several data"
              + " sets once for each, as NAME=DIR (default: that of the study).")
  private List<String> images = List.of();

  @Option(
      names = "--weights",
      paramLabel = "DIR",
      description =
          "Folder of pretrained weights: official files, or files that a JSON file describes"
              + " (default: HOME/weights, see 'assay weights').")
  private @Nullable Path weights;

  @Option(
      names = "--strict",
      description =
          "Refuse a data set if more than one in a hundred images of a class is left out, if the"
              + " share of a class changes by more than 2 points, or if a row of a table cannot be"
              + " read.")
  private boolean strict;

  @Option(
      names = "--only-given",
      description =
          "Leave out the data sets of the study for which no images are given, and name them.")
  private boolean onlyGiven;

  @Option(names = "--yes", description = "Do not ask before a study of a folder of images is run.")
  private boolean yes;

  @Option(
      names = "--dry-run",
      description =
          "Only show the plan: cells, images, patients, weights, time, and what the run would stop"
              + " at (then the exit code is 2).")
  private boolean dryRun;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Parent folder of the results (default: ./assay-out).")
  private Path out = ReportFiles.DEFAULT_PARENT;

  @Mixin private final FormatOption format = new FormatOption();

  RunCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    ReportFormat printed = format.chosen();
    if (Files.isDirectory(study) || UnpackedImages.isArchive(study)) {
      return runFolder(printed);
    }
    StudyFile file = StudyFile.read(study);
    file.warnings().forEach(warning -> program.console().say("warning: " + warning));
    if (onlyGiven) {
      file = onlyGiven(file);
    }
    Path standard = common.home().weights();
    WeightsFolder found = WeightsFolder.find(weights, standard, file.spec());
    OfficialFiles official =
        new OfficialFiles(weights == null ? standard : weights, OfficialWeights.all());
    List<String> advice = found.missing(file.spec()).stream().map(official::advice).toList();
    if (dryRun) {
      return dryRun(file, found, advice);
    }
    advice.forEach(line -> program.console().say("no weights are given for " + line));
    // Faults that can be found without a stack are reported before one is started.
    List<String> elsewhere = common.server().isPresent() ? serversDatasets() : List.of();
    return run(file, ImageFolders.resolve(file, images, elsewhere), found, printed);
  }

  private int run(
      StudyFile file, ImageFolders folders, WeightsFolder found, @Nullable ReportFormat printed) {
    ProgressScreen screen = new ProgressScreen(program.console());
    try (StackAccess stack =
        StackAccess.startingIfNeeded(
            common, program.installation(), new StackLines(screen::say), screen::say)) {
      StudyView end =
          new StudyRun(stack, screen, strict, common::hint).execute(file, folders, found);
      Outcome.print(
          program.console(),
          common.json(),
          printed,
          stack.client(),
          end,
          ReportFiles.write(stack.client(), end, out));
      return StudyRun.exitCode(end).number();
    }
  }

  /** A folder of images becomes a study, of which its user sees the plan before it runs. */
  private int runFolder(@Nullable ReportFormat printed) {
    if (!images.isEmpty()) {
      throw CliException.badInput(
          "--images belongs to a study file, and %s is a folder of images".formatted(study));
    }
    if (!yes && !dryRun && program.keyboard() == null) {
      throw CliException.badInput(
          "%s is a folder of images, and there is no terminal to ask on before its study runs;"
                  .formatted(study)
              + " give --yes, or write the study with: assay init "
              + study);
    }
    FolderStudy made =
        FolderStudy.make(
            program,
            common.home(),
            new FolderStudy.Wish(study, out.resolve(FolderStudy.usualFile(study)), null, weights),
            FolderStudy.Existing.REUSE,
            common.json());
    if (!made.plan().problems().isEmpty()) {
      program.console().say("The study cannot run yet; what it would stop at is listed above.");
      return ExitCode.BAD_INPUT.number();
    }
    if (dryRun) {
      return ExitCode.OK.number();
    }
    if (made.networks() == 0) {
      throw CliException.badInput(
          "no weights are at hand, so nothing can be trained; fetch some with: assay weights pull "
              + BackboneCatalogue.EXAMPLE);
    }
    if (!yes && !program.isConfirmed("Run this study now?")) {
      program
          .console()
          .say("Not run. Run it later with: " + common.hint("run " + made.study().file()));
      return ExitCode.OK.number();
    }
    return run(
        made.study(),
        ImageFolders.resolve(made.study(), List.of(), List.of()),
        made.weights(),
        printed);
  }

  private List<String> serversDatasets() {
    try (StackAccess server = StackAccess.existing(common)) {
      return server.client().datasets().names();
    }
  }

  private int dryRun(StudyFile file, WeightsFolder found, List<String> advice) {
    if (common.server().isPresent() && images.isEmpty()) {
      try (StackAccess server = StackAccess.existing(common)) {
        program
            .console()
            .document(server.client().submitStudy(study.toString(), file.text(), true));
        return 0;
      }
    }
    List<String> all = ImageSet.of(file.spec()).stream().map(ImageSet::name).toList();
    ImageFolders folders = ImageFolders.resolve(file, images, all);
    if (folders.byDataset().isEmpty()) {
      folders = ImageFolders.resolve(file, images, List.of());
    }
    AssumedSpeed speed =
        new SpeedMeasurement(program.installation(), common.home(), Clock.systemUTC())
            .of(file.spec().threads());
    DryRun plan =
        DryRun.of(
            file,
            folders,
            found,
            advice,
            speed,
            strict,
            Machine.here(common.home().folder(), program.installation().trainerLib()));
    if (common.json()) {
      program.console().document(plan);
    } else {
      DryRunText.of(plan).stream()
          .map(program.console()::emphasised)
          .forEach(program.console().out()::println);
      program.console().out().flush();
    }
    return (plan.problems().isEmpty() ? ExitCode.OK : ExitCode.BAD_INPUT).number();
  }

  /** The study of the data sets that are given; the others are named. */
  private StudyFile onlyGiven(StudyFile file) {
    List<String> all = ImageSet.of(file.spec()).stream().map(ImageSet::name).toList();
    Set<String> given = ImageFolders.resolve(file, images, all).byDataset().keySet();
    List<String> missing = all.stream().filter(name -> !given.contains(name)).toList();
    if (missing.isEmpty() || given.isEmpty()) {
      return file;
    }
    program
        .console()
        .say(
            "left out, because no images are given: "
                + String.join(", ", missing)
                + "; what is trained now is used again when they are there");
    return file.without(missing);
  }
}
