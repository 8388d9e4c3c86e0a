// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.recipe;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Replication switches: mistakes of the original study's code that a recipe repeats. An absent one
 * is not repeated.
 *
 * @param mode {@code eval-after-first-validation}: batch normalisation stays in evaluation mode
 *     from the second epoch on
 * @param vggFrozen {@code features-only}: the two hidden layers of a frozen VGG's classifier are
 *     trained
 * @param validation {@code batch-mean}: validation metrics are means over batches of unequal size
 * @param split {@code image}: the images of a patient may be in two parts of the split
 */
public record ReplicationSwitches(
    @Nullable String mode,
    @Nullable String vggFrozen,
    @Nullable String validation,
    @Nullable String split) {
  public static final String EVAL_AFTER_FIRST_VALIDATION = "eval-after-first-validation";
  public static final String FEATURES_ONLY = "features-only";
  public static final String BATCH_MEAN = "batch-mean";
  public static final String IMAGE = "image";

  static final ReplicationSwitches NOTHING = new ReplicationSwitches(null, null, null, null);

  public ReplicationSwitches {
    only("recipe.replication.mode", mode, EVAL_AFTER_FIRST_VALIDATION);
    only("recipe.replication.vgg-frozen", vggFrozen, FEATURES_ONLY);
    only("recipe.replication.validation", validation, BATCH_MEAN);
    only("recipe.replication.split", split, IMAGE);
  }

  /** The same without the switch that concerns frozen backbones only. */
  ReplicationSwitches ofFineTuned() {
    return new ReplicationSwitches(mode, null, validation, split);
  }

  private static void only(String field, @Nullable String value, String accepted) {
    if (value != null) {
      Recipe.oneOf(field, value, List.of(accepted));
    }
  }
}
