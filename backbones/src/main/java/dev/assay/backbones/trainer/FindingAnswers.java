// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import dev.assay.backbones.engine.BackboneException;
import dev.assay.contracts.Actor;
import dev.assay.contracts.file.FindingLabels;

/** How good a network is at the findings that are known, over all images together. */
final class FindingAnswers {
  private double loss;
  private long known;
  private long right;

  /**
   * @param logits of several images, one after the other
   * @param from index of the image's first logit
   */
  void add(float[] logits, int from, FindingLabels findings) {
    for (int f = 0; f < findings.count(); f++) {
      if (findings.isKnown(f)) {
        double logit = logits[from + f];
        loss += FindingEntropy.of(logit, findings.isPresent(f));
        right += logit > 0 == findings.isPresent(f) ? 1 : 0;
        known++;
      }
    }
  }

  /**
   * The loss and the share of right answers at a half, over the pairs of image and finding that are
   * known.
   *
   * @throws BackboneException if there is none
   */
  Evaluation mean() {
    if (known == 0) {
      throw new BackboneException(
          Actor.USER, "no finding is known for any validation image, so no epoch can be chosen");
    }
    return new Evaluation(loss / known, (double) right / known);
  }
}
