package dev.assay.datasets.split;

import dev.assay.contracts.Check;
import dev.assay.contracts.Hash;

/**
 * What a study says about a split.
 *
 * @param seed decides which groups go where; another field than the training seeds
 * @param validationShare of the images that are not test images, in (0, 1)
 * @param testShare of all images, in (0, 1); used only where the data set has no predefined test
 *     set
 * @param mergeValidation whether predefined validation images join the training images and a new
 *     validation part is drawn
 */
public record SplitSettings(
    long seed, double validationShare, double testShare, boolean mergeValidation) {
  /** Raised when the same settings would give another split than before. */
  private static final int ALGORITHM = 1;

  public SplitSettings {
    share("validation", validationShare);
    share("test", testShare);
  }

  /** 8:2 train to validation; a fifth for the test where none is predefined. */
  public static SplitSettings standard(long seed) {
    return new SplitSettings(seed, 0.2, 0.2, false);
  }

  /**
   * @param version content hash of the data set
   * @return 64 hexadecimal digits
   */
  public String splitId(String version) {
    record Identity(String version, SplitSettings settings, int algorithm) {}
    return Hash.ofJson(new Identity(version, this, ALGORITHM));
  }

  private static void share(String field, double value) {
    Check.within(field, value, Double.MIN_NORMAL, Math.nextDown(1.0));
  }
}
