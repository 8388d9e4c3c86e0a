// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

/**
 * The two data sets of an external test: models were trained, and all their settings chosen, on one
 * data set, and they are tested on all images of another.
 *
 * @param trained name of the data set of the training and validation images
 * @param tested name of the data set of the test images
 * @param declared whether the study declares its comparisons on these images, too; if not, they are
 *     exploratory
 */
public record External(String trained, String tested, boolean declared) {
  public External {
    Check.text("trained", trained);
    Check.text("tested", tested);
  }

  /** For tables. */
  public String title() {
    return trained + " -> " + tested + " (external)";
  }
}
