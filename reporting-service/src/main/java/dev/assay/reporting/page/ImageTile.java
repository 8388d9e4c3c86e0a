// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.reporting.images.CellAnswers.Answer;
import dev.assay.reporting.render.text.Figures;
import java.util.List;

/**
 * A test image with what a cell says of it.
 *
 * @param href its page
 * @param src its small picture
 * @param alt what the picture is, for those who do not see it
 * @param truth name of its true class
 * @param predicted name of the most probable class
 * @param wrong whether these differ
 * @param probability of the predicted class
 * @param ofTruth probability of the true class
 * @param loss mean negative log-likelihood
 * @param seeds how many of the seeds are wrong, in words; empty with one seed
 */
public record ImageTile(
    String href,
    String src,
    String alt,
    String truth,
    String predicted,
    boolean wrong,
    String probability,
    String ofTruth,
    String loss,
    String seeds) {

  /**
   * @param base where the images of the cell are
   */
  static ImageTile of(Answer answer, List<String> classes, String base) {
    String href = base + "/" + answer.image();
    String truth = classes.get(answer.label());
    return new ImageTile(
        href,
        href + "/thumbnail",
        "Test image of class " + truth,
        truth,
        classes.get(answer.predicted()),
        answer.isWrong(),
        Figures.shown(answer.confidence()),
        Figures.shown(answer.ofTruth()),
        loss(answer.loss()),
        answer.runs() == 1 ? "" : "%d of %d seeds wrong".formatted(answer.wrong(), answer.runs()));
  }

  static String loss(double loss) {
    return Double.isInfinite(loss) ? "\u221e" : Figures.shown(loss);
  }
}
