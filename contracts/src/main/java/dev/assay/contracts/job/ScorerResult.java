// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.job;

import dev.assay.contracts.Check;
import dev.assay.contracts.Corruption;
import java.util.List;
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
 * @param corrupted what came of each corruption of the job; absent: it had none
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
    @Nullable Integer known,
    @Nullable List<Corrupted> corrupted) {

  /**
   * The test images after a corruption.
   *
   * @param testFile predictions, name below the scratch folder
   * @param featuresFile likewise, if any features were computed
   */
  public record Corrupted(Corruption corruption, String testFile, @Nullable String featuresFile) {
    public Corrupted {
      Check.present("corrupted.corruption", corruption);
      Check.text("corrupted.testFile", testFile);
    }
  }

  /** Of images as they are. */
  public ScorerResult(
      String testFile,
      String validationFile,
      int images,
      double seconds,
      double cpuSeconds,
      long peakMemoryBytes,
      @Nullable String featuresFile,
      @Nullable Double temperature,
      @Nullable Integer known) {
    this(
        testFile,
        validationFile,
        images,
        seconds,
        cpuSeconds,
        peakMemoryBytes,
        featuresFile,
        temperature,
        known,
        null);
  }

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
    corrupted = corrupted == null || corrupted.isEmpty() ? null : List.copyOf(corrupted);
    if (known != null) {
      Check.within("known", known, 0, images);
    }
  }
}
