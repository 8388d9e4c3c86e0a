package dev.assay.contracts.job;

import dev.assay.contracts.Check;
import org.jspecify.annotations.Nullable;

/**
 * What a scorer leaves in its scratch folder.
 *
 * @param testFile predictions, name below the scratch folder
 * @param validationFile likewise
 * @param images scored in all
 * @param featuresFile features of a frozen backbone, name below the scratch folder, if any had to
 *     be computed; those that the job brought are in it
 * @param temperature that the calibrated probabilities were made with, fitted on the validation
 *     images; absent if there is none that is best
 * @param known of the images, those whose probabilities the job brought; the model was not asked of
 *     them. Absent: none
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
