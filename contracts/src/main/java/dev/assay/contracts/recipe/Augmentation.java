// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.recipe;

import dev.assay.contracts.Check;

/**
 * Random changes of the training images, drawn independently for each image in each epoch. The
 * standard ones never mirror an image, because the side of the body can matter.
 *
 * @param scale smallest width of the crop as a share of the usual crop's, in (0, 1]
 * @param rotation largest angle in either direction, in degrees
 * @param brightness grey levels are multiplied by a factor within 1 - x and 1 + x
 * @param contrast distances from the mean grey are multiplied likewise
 * @param horizontalFlip whether half of the draws are mirrored horizontally
 * @param verticalFlip whether half of the draws are mirrored vertically
 */
public record Augmentation(
    double scale,
    double rotation,
    double brightness,
    double contrast,
    boolean horizontalFlip,
    boolean verticalFlip) {
  public static final Augmentation STANDARD = new Augmentation(0.85, 10, 0.1, 0.1, false, false);

  public Augmentation {
    Check.within("recipe.augmentation.scale", scale, 0.1, 1);
    Check.within("recipe.augmentation.rotation", rotation, 0, 180);
    Check.within("recipe.augmentation.brightness", brightness, 0, 0.9);
    Check.within("recipe.augmentation.contrast", contrast, 0, 0.9);
  }
}
