// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.Console;
import dev.assay.cli.data.Inspection;
import dev.assay.cli.data.InspectionText;
import dev.assay.cli.stack.Home;
import dev.assay.cli.stack.SpeedMeasurement;
import dev.assay.cli.study.DryRun;
import dev.assay.cli.study.DryRunText;
import dev.assay.cli.study.ImageFolders;
import dev.assay.cli.study.Machine;
import dev.assay.cli.study.Scans;
import dev.assay.cli.study.StudyDraft;
import dev.assay.cli.study.StudyFile;
import dev.assay.cli.study.UnpackedImages;
import dev.assay.cli.study.WeightsFolder;
import dev.assay.cli.weights.OfficialFiles;
import dev.assay.cli.weights.WeightsAtHand;
import dev.assay.contracts.DecodingOptions;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.layout.LayoutFit;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.source.Archives;
import dev.assay.weights.OfficialWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A study made from a folder of images: what is in the folder, the study file, and its plan.
 *
 * @param layouts how each layout fits; empty if the user named one
 * @param networks weights files that a study can start from
 */
record FolderStudy(
    StudyFile study,
    Inspection inspection,
    List<LayoutFit> layouts,
    WeightsFolder weights,
    int networks,
    DryRun plan) {

  /**
   * What the user may say.
   *
   * @param file where the study is written
   * @param layout absent: the one that fits best
   * @param weights absent: the folder in the home
   */
  record Wish(Path images, Path file, @Nullable String layout, @Nullable Path weights) {}

  /** What happens to a study file that is already there. */
  enum Existing {
    REFUSE,
    REPLACE,
    /** The same text is used again; another one is refused. */
    REUSE
  }

  /** Where a study of these images is written if the user does not say. */
  static Path usualFile(Path images) {
    return Path.of(StudyDraft.name(images) + ".yaml");
  }

  /**
   * Looks at the folder, says what it finds, and writes the study file.
   *
   * @param quiet whether only stderr is written to
   * @throws CliException with every fault
   */
  static FolderStudy make(Program program, Home home, Wish wish, Existing existing, boolean quiet) {
    Path images = wish.images();
    if (!Files.isDirectory(images) && !UnpackedImages.isArchive(images)) {
      throw CliException.badInput(
          images
              + (Files.exists(images)
                  ? " is neither a folder nor " + Archives.ACCEPTED
                  : ": there is no such folder or archive"));
    }
    if (existing == Existing.REFUSE && Files.exists(wish.file())) {
      throw CliException.badInput(
          "%s exists; --force replaces it, --file writes another".formatted(wish.file()));
    }
    Console console = program.console();
    try (Scans scans = new Scans(SaidProgress.of(console))) {
      List<LayoutFit> fits = wish.layout() == null ? FittingLayout.all(images, scans) : List.of();
      FittingLayout.say(fits, scans, console);
      String layout =
          Optional.ofNullable(wish.layout()).or(() -> LayoutFit.best(fits)).orElseThrow();
      Inspection inspection =
          Inspection.of(images, scans, layout, DecodingOptions.paper(), Optional.empty(), false);
      Path folder = wish.weights() == null ? home.weights() : wish.weights();
      WeightsAtHand here = WeightsAtHand.in(folder);
      if (!quiet) {
        InspectionText.of(inspection).stream()
            .map(console::emphasised)
            .forEach(console.out()::println);
        AtHandText.of(here, console.outColumns()).forEach(console.out()::println);
        console.out().flush();
      }
      String text =
          StudyDraft.text(
              StudyDraft.name(images),
              images.toAbsolutePath().normalize(),
              version(scans, images, layout),
              fits,
              inspection.warnings(),
              here.networks());
      write(wish.file(), text, existing);
      StudyFile study = StudyFile.read(wish.file());
      console.say("Wrote " + wish.file());
      return planned(program, home, wish, scans, study, inspection, fits, here, quiet);
    }
  }

  private static FolderStudy planned(
      Program program,
      Home home,
      Wish wish,
      Scans scans,
      StudyFile study,
      Inspection inspection,
      List<LayoutFit> fits,
      WeightsAtHand here,
      boolean quiet) {
    Console console = program.console();
    WeightsFolder weights = WeightsFolder.find(wish.weights(), home.weights(), study.spec());
    OfficialFiles official = new OfficialFiles(here.folder(), OfficialWeights.all());
    DryRun plan =
        DryRun.of(
            study,
            ImageFolders.resolve(study, List.of(), List.of()),
            weights,
            weights.missing(study.spec()).stream().map(official::advice).toList(),
            new SpeedMeasurement(program.installation(), home, Clock.systemUTC())
                .of(study.spec().threads()),
            false,
            Machine.here(home.folder(), program.installation().trainerLib()),
            scans);
    if (!quiet) {
      DryRunText.of(plan).stream().map(console::emphasised).forEach(console.out()::println);
      console.out().flush();
    }
    return new FolderStudy(study, inspection, fits, weights, here.networks().size(), plan);
  }

  private static DatasetVersion version(Scans scans, Path images, String layout) {
    try {
      return scans.of(images, layout, DecodingOptions.paper()).version();
    } catch (DatasetException e) {
      // The inspection before has read the folder without a fault, and it is not read twice.
      throw new IllegalStateException(e);
    }
  }

  private static void write(Path file, String text, Existing existing) {
    try {
      if (existing == Existing.REUSE && Files.exists(file)) {
        if (Files.readString(file).equals(text)) {
          return;
        }
        throw CliException.badInput(
            "%s exists and is another study; run it with: assay run %s, or replace it with: assay init --force"
                .formatted(file, file));
      }
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(file, text);
    } catch (IOException e) {
      throw CliException.environment(
          "%s cannot be written (%s)".formatted(file, e.getClass().getSimpleName()));
    }
  }
}
