// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.testset;

/** What is drawn when a test set is resampled. */
public enum ResamplingUnit {
  /** Whole groups (patients, lesions), each with all its images. */
  GROUP,
  /** Single images; right only if no two are of one patient. */
  IMAGE
}
