// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.curves;

import dev.assay.statistics.testset.LabelledSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the curves have in common. */
final class Curves {
  private Curves() {}

  /** Null if the set has a positive class and images of both. */
  static @Nullable String whyNone(LabelledSet set) {
    if (set.positive().isEmpty()) {
      return "no positive class is declared";
    }
    int[] images = set.imagesPerClass();
    for (int c = 0; c < images.length; c++) {
      if (images[c] == 0) {
        return "no image of class " + set.classes().get(c);
      }
    }
    return null;
  }

  static CurveBand withoutBand(double[] x, double[][] ofSeeds, double confidence, String reason) {
    List<CurveBand.Point> points = new ArrayList<>();
    for (int k = 0; k < x.length; k++) {
      int place = k;
      points.add(
          new CurveBand.Point(
              x[k],
              Arrays.stream(ofSeeds).mapToDouble(of -> of[place]).average().orElseThrow(),
              null,
              null));
    }
    return new CurveBand(points, confidence, reason);
  }
}
