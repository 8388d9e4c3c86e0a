// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.contracts.event.PredictionsReady;
import dev.assay.reporting.images.Answers;
import dev.assay.reporting.images.Explanations;
import dev.assay.reporting.images.Explanations.Question;
import dev.assay.reporting.images.Explanations.Standing;
import dev.assay.reporting.images.ImageAccess;
import dev.assay.reporting.images.ImagePixels;
import dev.assay.reporting.images.TestedCell;
import dev.assay.rest.Problem;
import dev.assay.rest.ProblemException;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the runs of a cell looked at in its test images, for who may see images. */
@Singleton
class ImageExplanations {
  private final ImagePages images;
  private final ImagePixels pixels;
  private final ImageAccess access;
  private final Explanations explanations;

  ImageExplanations(
      ImagePages images, ImagePixels pixels, ImageAccess access, Explanations explanations) {
    this.images = images;
    this.pixels = pixels;
    this.access = access;
    this.explanations = explanations;
  }

  /**
   * An image of a cell's page, a run of the cell, and a class or finding, as a browser sends them.
   */
  record Asked(
      String studyId, String cellId, String image, @Nullable String seed, @Nullable String label) {}

  Standing request(Asked asked) {
    return explanations.request(question(asked));
  }

  Standing find(Asked asked) {
    return explanations
        .find(question(asked))
        .orElseThrow(
            () -> new ProblemException(Problem.notFound("nobody has asked for this explanation")));
  }

  /** The input of the network with an explanation over it. */
  ImagePages.Picture picture(Asked asked) {
    TestedCell tested = tested(asked);
    Question question = question(tested, asked);
    return ImagePages.png(
        explanations.over(
            pixels.input(tested.split(), tested.cell().preprocessing(), asked.image()), question));
  }

  private TestedCell tested(Asked asked) {
    access.require();
    return images.tested(asked.studyId(), asked.cellId());
  }

  private Question question(Asked asked) {
    return question(tested(asked), asked);
  }

  private static Question question(TestedCell tested, Asked asked) {
    ImagePages.require(tested, asked.image());
    return new Question(
        asked.studyId(),
        asked.cellId(),
        seed(tested, asked.seed()),
        asked.image(),
        label(tested.answers(), asked.label()),
        tested.answers());
  }

  private static long seed(TestedCell tested, @Nullable String seed) {
    return tested.runs().stream()
        .map(PredictionsReady::seed)
        .filter(known -> Long.toString(known).equals(seed))
        .findFirst()
        .orElseThrow(
            () ->
                refused(
                    "seed must be one of the scored seeds of the cell, %s, not '%s'"
                        .formatted(
                            tested.runs().stream()
                                .map(run -> Long.toString(run.seed()))
                                .collect(Collectors.joining(", ")),
                            seed)));
  }

  private static int label(Answers answers, @Nullable String label) {
    int count = answers.names().size();
    for (int index = 0; index < count; index++) {
      if (Integer.toString(index).equals(label)) {
        return index;
      }
    }
    throw refused(
        "label must be the index of a %s, 0 to %d, not '%s'"
            .formatted(answers.kind(), count - 1, label));
  }

  private static ProblemException refused(String detail) {
    return new ProblemException(Problem.badRequest(detail));
  }
}
