// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.images;

import dev.assay.contracts.file.Explanation;
import java.awt.image.BufferedImage;
import java.util.Collections;
import java.util.List;

/**
 * An explanation over the image that it explains. Between the centres of its places it is linear,
 * and the largest value has the full colour. A class map begins at 0; attention, which is nowhere
 * 0, at its smallest value.
 */
final class HeatMap {
  /** Dark to light, told apart without colours, too: points of the scale inferno of matplotlib. */
  private static final int[][] SCALE = {
    {0, 0, 4}, {87, 16, 110}, {188, 55, 84}, {249, 142, 9}, {252, 255, 164}
  };

  /** So much of the image stays at the places of the largest value. */
  private static final double MOST_COVERED = 0.65;

  private HeatMap() {}

  static BufferedImage over(BufferedImage image, Explanation explanation) {
    List<Double> values = explanation.values();
    double most = Collections.max(values);
    double least =
        explanation.method().equals(Explanation.ATTENTION_ROLLOUT) ? Collections.min(values) : 0;
    BufferedImage drawn =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      double row = (y + 0.5) * explanation.rows() / image.getHeight() - 0.5;
      for (int x = 0; x < image.getWidth(); x++) {
        double column = (x + 0.5) * explanation.columns() / image.getWidth() - 0.5;
        double value = most > least ? (at(explanation, row, column) - least) / (most - least) : 0;
        drawn.setRGB(x, y, mixed(image.getRGB(x, y), Math.clamp(value, 0, 1)));
      }
    }
    return drawn;
  }

  private static double at(Explanation map, double row, double column) {
    double y = Math.clamp(row, 0, map.rows() - 1);
    double x = Math.clamp(column, 0, map.columns() - 1);
    int top = (int) y;
    int left = (int) x;
    double down = y - top;
    double right = x - left;
    return (1 - down) * ((1 - right) * of(map, top, left) + right * of(map, top, left + 1))
        + down * ((1 - right) * of(map, top + 1, left) + right * of(map, top + 1, left + 1));
  }

  private static double of(Explanation map, int row, int column) {
    return map.values()
        .get(Math.min(row, map.rows() - 1) * map.columns() + Math.min(column, map.columns() - 1));
  }

  private static int mixed(int rgb, double value) {
    double place = value * (SCALE.length - 1);
    int from = Math.min((int) place, SCALE.length - 2);
    double share = place - from;
    double covered = MOST_COVERED * value;
    int result = 0;
    for (int channel = 0; channel < 3; channel++) {
      double colour = (1 - share) * SCALE[from][channel] + share * SCALE[from + 1][channel];
      int shift = 16 - 8 * channel;
      double before = rgb >> shift & 0xff;
      result |= (int) Math.round((1 - covered) * before + covered * colour) << shift;
    }
    return result;
  }
}
