// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.job;

import dev.assay.contracts.Check;
import org.jspecify.annotations.Nullable;

/**
 * What a scorer leaves in its scratch folder.
 *
 * @param testFile predictions, name below the scratch folder
 * @param validationFile likewise
 * @param number of all images with predictions
 * @param featuresFile features of a frozen backbone, name below the scratch folder, if any were
 *     computed; it includes the features that the job provided
 * @param temperature of the calibrated probabilities, fitted on the validation images; absent if no
 *     temperature is best
 * @param known number of images whose probabilities the job provided, so that they were not scored
 *     again; absent: none
 */
public record ScorerResult(
    String testFile,
    String validationFile,
    int images,
    double seconds,
    double cpuSeconds,
    long peakMemoryBytes,
    @Nullable String featuresFile,
    @Nullable Double temperature,
    @Nullable Integer known) {

  public ScorerResult(
      String testFile,
      String validationFile,
      int images,
      double seconds,
      double cpuSeconds,
      long peakMemoryBytes) {
    this(testFile, validationFile, images, seconds, cpuSeconds, peakMemoryBytes, null, null, null);
  }

  public ScorerResult {
    Check.text("testFile", testFile);
    Check.text("validationFile", validationFile);
    if (known != null) {
      Check.within("known", known, 0, images);
    }
  }
}
