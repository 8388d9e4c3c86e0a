package dev.assay.backbones.data;

import dev.assay.backbones.CounterRandom;
import dev.assay.contracts.file.SplitManifest;
import java.util.ArrayList;
import java.util.List;

/**
 * A crop of an image that a frozen backbone embeds: its centre, or another place that depends on
 * the image and the view's number alone, so that every run of every study embeds the same.
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

  /** The name of its features. */
  String key() {
    return number == 0 ? image : image + "/" + number;
  }

  int top(int height, int crop) {
    return offset(0, height, crop);
  }

  int left(int width, int crop) {
    return offset(1, width, crop);
  }

  private int offset(int axis, int side, int crop) {
    if (side < crop) {
      throw new IllegalArgumentException(
          "an image of " + side + " pixels cannot be cropped to " + crop);
    }
    double uniform = CounterRandom.of("assay/view/" + image + "/" + number).uniform(axis);
    return (int) (uniform * (side - crop + 1));
  }
}
