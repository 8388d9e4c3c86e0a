package dev.assay.contracts.job;

import dev.assay.contracts.Check;

/**
 * What a scorer leaves in its scratch folder.
 *
 * @param testFile predictions, name below the scratch folder
 * @param validationFile likewise
 * @param images scored in all
 */
public record ScorerResult(
    String testFile,
    String validationFile,
    int images,
    double seconds,
    double cpuSeconds,
    long peakMemoryBytes) {

  public ScorerResult {
    Check.text("testFile", testFile);
    Check.text("validationFile", validationFile);
  }
}
