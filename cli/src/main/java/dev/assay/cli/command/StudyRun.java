// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.CliException;
import dev.assay.cli.ExitCode;
import dev.assay.cli.client.AssayClient;
import dev.assay.cli.client.StudyView;
import dev.assay.cli.progress.ProgressScreen;
import dev.assay.cli.study.ImageFolders;
import dev.assay.cli.study.ImageSet;
import dev.assay.cli.study.StudyFile;
import dev.assay.cli.study.UnpackedImages;
import dev.assay.cli.study.WeightsFolder;
import dev.assay.datasets.SyntheticMarker;
import dev.assay.weights.WeightsFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/**
 * Runs a study on a stack: registers its data sets and weights, submits it and waits for its end.
 */
final class StudyRun {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(700);

  /**
   * How long to wait for the last results: they come over other topics and may arrive after the end
   * of the study.
   */
  private static final Duration LAST_RESULTS = Duration.ofSeconds(60);

  private static final Duration UNKNOWN = Duration.ofSeconds(30);

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
    accepted.path("notes").forEach(note -> screen.say("  note: " + note.asText()));
    StudyView end = interruptible(studyId);
    screen.end();
    end.failedComparisons().forEach(failed -> screen.say("  comparison failed: " + failed));
    end.awaitedComparisons()
        .forEach(
            dataset ->
                screen.say(
                    "  the comparison on "
                        + dataset
                        + "  is not finished yet; 'assay report' will have it"));
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
              ? client.registerDataset(
                  dataset.name(),
                  dataset.layout(),
                  folder,
                  SyntheticMarker.isIn(folder),
                  dataset.decoding(),
                  strict)
              : client.uploadDataset(
                  dataset.name(), dataset.layout(), folder, dataset.decoding(), strict);
      screen.say(
          "  %d images of %d groups"
              .formatted(answer.path("images").asInt(), answer.path("groups").asInt()));
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
      screen.say("Weights of " + file.backbone() + ": " + file.file().getFileName());
      if (stack.isLocal()) {
        client.registerWeights(file.file());
      } else {
        client.uploadWeights(file.file(), WeightsFolder.description(file));
      }
    }
  }

  /** Whoever presses Ctrl-C is told what goes on without this command, and how to stop it. */
  private StudyView interruptible(String studyId) {
    Thread farewell =
        new Thread(
            () -> {
              screen.end();
              screen.say(farewell(studyId, stack.isOwn(), hint));
            },
            "farewell");
    Runtime.getRuntime().addShutdownHook(farewell);
    try {
      return follow(studyId);
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(farewell);
      } catch (IllegalStateException e) {
        // The process is ending, so the hook has begun and says its line.
        screen.end();
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

  private StudyView follow(String studyId) {
    Instant begin = Instant.now();
    Optional<Instant> ended = Optional.empty();
    boolean first = true;
    boolean saidUnknown = false;
    while (true) {
      Optional<StudyView> seen = stack.client().study(studyId);
      Instant now = Instant.now();
      if (seen.isPresent()) {
        StudyView study = seen.get();
        if (first && study.isComplete()) {
          screen.say("All results were stored already.");
          return study;
        }
        first = false;
        screen.show(study, Duration.between(begin, now).toMillis() / 1000.0);
        if (study.hasEnded()) {
          ended = ended.or(() -> Optional.of(now));
        }
        boolean waitedForTheLast =
            ended.filter(then -> then.plus(LAST_RESULTS).isBefore(now)).isPresent();
        if (study.isComplete() || waitedForTheLast) {
          return study;
        }
      } else if (!saidUnknown && begin.plus(UNKNOWN).isBefore(now)) {
        // Its event waits, for example for a broker that is away; nothing is lost.
        saidUnknown = true;
        screen.say(
            "waiting for reporting-service to hear of study "
                + studyId
                + ", which was accepted; 'assay status' shows what it waits for");
      }
      awaitNextPoll();
    }
  }

  private void awaitNextPoll() {
    try {
      String reason = stack.broken().get(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
      throw CliException.environment("the stack cannot continue: " + reason);
    } catch (TimeoutException e) {
      // The stack runs, so the study is polled again.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CliException.noStack("interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
