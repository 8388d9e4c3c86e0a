// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.data;

import dev.assay.backbones.engine.CounterRandom;
import dev.assay.contracts.file.PixelsFile;
import dev.assay.contracts.file.SplitManifest;
import java.util.ArrayList;
import java.util.List;

/**
 * An image as a frozen backbone embeds it: its centre, or an augmented view that depends on the
 * pixels of the image and the view's number alone, so that every run of every study embeds the
 * same.
 *
 * @param image hash of its id
 * @param number 0 for the centre
 */
public record View(String image, int number) {

  /** The centres of images. */
  public static List<View> centres(List<SplitManifest.Entry> entries) {
    return of(entries, 1);
  }

  /** The first views of each image. */
  public static List<View> of(List<SplitManifest.Entry> entries, int views) {
    List<View> all = new ArrayList<>();
    for (SplitManifest.Entry entry : entries) {
      for (int number = 0; number < views; number++) {
        all.add(new View(entry.image(), number));
      }
    }
    return all;
  }

  /** The name of its features. Earlier releases drew other views, under the number alone. */
  String key() {
    return number == 0 ? image : image + "/pixels-" + number;
  }

  /**
   * What an augmented view is drawn from.
   *
   * @param pixels of the image
   */
  CounterRandom random(PixelsFile.Image pixels) {
    return ImageDraws.of("assay/view/" + number, pixels);
  }
}
