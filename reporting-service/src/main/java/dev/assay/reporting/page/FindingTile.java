// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.contracts.file.FindingLabels;
import dev.assay.reporting.images.FindingAnswers.Answer;
import dev.assay.reporting.render.text.Figures;

/**
 * A test image with what a cell says of one finding in it.
 *
 * @param href its page
 * @param src its small picture
 * @param alt what the picture is, for those who do not see it
 * @param truth present, absent or not known
 * @param probability that it is present
 */
public record FindingTile(String href, String src, String alt, String truth, String probability) {

  /**
   * @param finding its index
   * @param name its name
   * @param base where the images of the cell are
   */
  static FindingTile of(Answer answer, int finding, String name, String base) {
    String address = base + "/" + answer.image();
    String truth = truth(answer.truth(), finding);
    return new FindingTile(
        address + "?finding=" + Addresses.encoded(name),
        address + "/thumbnail",
        "Test image, %s %s".formatted(name, truth),
        truth,
        Figures.shown(answer.probabilities()[finding]));
  }

  /** In words. */
  static String truth(FindingLabels of, int finding) {
    return switch (of.of(finding)) {
      case PRESENT -> "present";
      case ABSENT -> "absent";
      case UNKNOWN -> "not known";
    };
  }
}
