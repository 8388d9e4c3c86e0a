// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.ExitCode;
import dev.assay.cli.client.AssayClient;
import dev.assay.cli.client.StudyView;
import dev.assay.cli.data.ImageCount;
import dev.assay.cli.progress.ProgressScreen;
import dev.assay.cli.study.ImageFolders;
import dev.assay.cli.study.ImageSet;
import dev.assay.cli.study.StudyFile;
import dev.assay.cli.study.UnpackedImages;
import dev.assay.cli.study.WeightsFolder;
import dev.assay.datasets.SyntheticMarker;
import dev.assay.weights.Titles;
import dev.assay.weights.WeightsFile;
import dev.assay.weights.imported.ImportedFile;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * Runs a study on a stack: registers its data sets and weights, submits it and waits for its end.
 */
final class StudyRun {
  private final StackAccess stack;
  private final ProgressScreen screen;
  private final UnaryOperator<String> hint;

  private final boolean strict;

  /**
   * @param strict whether a data set of which much is left out is refused
   * @param hint completes a command so that it is about the same stack
   */
  StudyRun(StackAccess stack, ProgressScreen screen, boolean strict, UnaryOperator<String> hint) {
    this.strict = strict;
    this.stack = stack;
    this.screen = screen;
    this.hint = hint;
  }

  /**
   * Runs the study and blocks until it has ended.
   *
   * @return the study at its end
   */
  StudyView execute(StudyFile study, ImageFolders images, WeightsFolder weights) {
    registerDatasets(study, images);
    registerWeights(weights);
    JsonNode accepted = stack.client().submitStudy(study.file().toString(), study.text(), false);
    String studyId = accepted.path("studyId").asText();
    screen.say("Study " + study.spec().name() + " is " + studyId);
    PageLink.line(stack.client(), PageLink.of(studyId)).ifPresent(screen::say);
    accepted.path("notes").forEach(note -> screen.say("  note: " + note.asText()));
    StudyView end =
        Farewell.during(
            screen,
            farewell(studyId, stack.isOwn(), hint),
            () -> new StudyFollower(stack, screen).follow(studyId));
    screen.end();
    end.failedComparisons().forEach(failed -> screen.say("  comparison failed: " + failed));
    end.awaitedComparisons()
        .forEach(
            dataset ->
                screen.say(
                    "  the comparison on "
                        + dataset
                        + " is not finished yet; later it is in: "
                        + hint.apply("report " + studyId)));
    return end;
  }

  static ExitCode exitCode(StudyView study) {
    if (study.isCancelled()) {
      return ExitCode.CANCELLED;
    }
    return study.hasFailures() ? ExitCode.FAILED_CELLS : ExitCode.OK;
  }

  private void registerDatasets(StudyFile study, ImageFolders images) {
    AssayClient client = stack.client();
    for (ImageSet dataset : ImageSet.of(study.spec())) {
      Path folder = images.byDataset().get(dataset.name());
      if (folder == null) {
        continue;
      }
      screen.say(
          (stack.isLocal() ? "Reading" : "Sending")
              + " the images of "
              + dataset.name()
              + " in "
              + folder);
      JsonNode answer =
          stack.isLocal() && !UnpackedImages.isArchive(folder)
              ? client
                  .datasets()
                  .register(
                      dataset.name(),
                      dataset.layout(),
                      folder,
                      SyntheticMarker.isIn(folder),
                      dataset.decoding(),
                      strict)
              : client
                  .datasets()
                  .upload(dataset.name(), dataset.layout(), folder, dataset.decoding(), strict);
      screen.say("  " + ImageCount.of(answer));
      for (JsonNode left : answer.path("quarantined")) {
        screen.say(
            "  %d left out: %s"
                .formatted(left.path("count").asInt(), left.path("reason").asText()));
      }
      answer.path("warnings").forEach(warning -> screen.say("  warning: " + warning.asText()));
    }
  }

  private void registerWeights(WeightsFolder weights) {
    AssayClient client = stack.client();
    weights.notes().forEach(note -> screen.say("  note: " + note));
    // The server takes the file of a backbone that it got last for the usual one.
    for (WeightsFile file : weights.files().reversed()) {
      screen.say(
          "Weights of " + Titles.backbone(file.backbone()) + ": " + file.file().getFileName());
      if (stack.isLocal()) {
        client.registerWeights(file.file());
      } else {
        client.uploadWeights(file.file(), WeightsFolder.description(file.file()));
      }
    }
    for (ImportedFile model : weights.models()) {
      screen.say("Model " + model.name() + ": " + model.file().getFileName());
      if (stack.isLocal()) {
        client.registerWeights(model.file());
      } else {
        client.uploadWeights(model.file(), WeightsFolder.description(model.file()));
      }
    }
  }

  static String farewell(String studyId, boolean own, UnaryOperator<String> hint) {
    return own
        ? "Interrupted. The stack of this command stops; what study %s has is kept, and the same command goes on from there."
            .formatted(studyId)
        : "Interrupted. Study %s goes on without this command; stop it with: %s"
            .formatted(studyId, hint.apply("cancel " + studyId));
  }
}
