package dev.assay.contracts.file;

import dev.assay.contracts.Check;
import dev.assay.contracts.External;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a split continues, and what its successors must know: no group may change side when data are
 * added.
 *
 * @param parent id of the split of the version before; absent for the first
 * @param replicate which fold or repeat it is; absent for a single split
 * @param leftOut images of the version that are on no side, sorted by image
 * @param folds the images of each fold, sorted, the same in each of them; empty unless it is a
 *     fold, or, without {@code replicate}, all folds pooled, each image tested by the model of its
 *     fold
 * @param external which data sets the images are of, if they are of two; absent: of one
 */
public record SplitLineage(
    @Nullable String parent,
    @Nullable Replicate replicate,
    List<LeftOut> leftOut,
    List<List<String>> folds,
    @Nullable External external) {

  /** Of one data set. */
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
   * An image that had to go.
   *
   * @param image hash of its id
   * @param reason as among the manifest's counts
   */
  public record LeftOut(String image, String reason) {
    public LeftOut {
      Check.sha256("image", image);
      Check.text("reason", reason);
    }
  }
}
