// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

/** A training asked for an image that is neither a training nor a validation image of its split. */
public final class NotForTrainingException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  NotForTrainingException(String image) {
    super(
        "image "
            + image
            + " is neither a training nor a validation image of the split: no training may read it");
  }
}
