// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import dev.assay.contracts.Check;
import dev.assay.contracts.External;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The split that a split continues, and what later splits need, because no group may change its
 * part when images are added.
 *
 * @param parent id of the split of the version before; absent for the first
 * @param replicate which fold or repeat it is; absent for a single split
 * @param leftOut images of the version that are in no part, sorted by image
 * @param folds the sorted images of each fold, the same in the splits of all folds; empty if there
 *     are no folds. Without {@code replicate} this split pools all folds, and each image is tested
 *     by the model of its fold
 * @param external the two data sets of an external test; absent: there is one data set
 */
public record SplitLineage(
    @Nullable String parent,
    @Nullable Replicate replicate,
    List<LeftOut> leftOut,
    List<List<String>> folds,
    @Nullable External external) {

  /** The lineage of a split of one data set. */
  public SplitLineage(
      @Nullable String parent,
      @Nullable Replicate replicate,
      List<LeftOut> leftOut,
      List<List<String>> folds) {
    this(parent, replicate, leftOut, folds, null);
  }

  public SplitLineage {
    if (parent != null) {
      Check.sha256("parent", parent);
    }
    leftOut = leftOut == null ? List.of() : List.copyOf(leftOut);
    folds = folds == null ? List.of() : folds.stream().map(List::copyOf).toList();
  }

  /**
   * One of several splits of the same images.
   *
   * @param kind {@code fold} or {@code repeat}
   * @param index from 1 to {@code count}
   */
  public record Replicate(String kind, int index, int count) {
    public static final String FOLD = "fold";
    public static final String REPEAT = "repeat";

    public Replicate {
      if (!FOLD.equals(kind) && !REPEAT.equals(kind)) {
        throw new IllegalArgumentException("kind must be fold or repeat, not '" + kind + "'");
      }
      Check.atLeast("count", count, 2);
      Check.within("index", index, 1, count);
    }

    /** {@code fold 2 of 5}. */
    public String title() {
      return kind + " " + index + " of " + count;
    }
  }

  /**
   * An image that was left out.
   *
   * @param image keyed hash of its id
   * @param reason as among the manifest's counts
   */
  public record LeftOut(String image, String reason) {
    public LeftOut {
      Check.sha256("image", image);
      Check.text("reason", reason);
    }
  }
}
