// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.phantom;

import dev.assay.datasets.image.RgbImage;

/**
 * The image {@code assay-probe-1}, by which owners of imported models show that Assay does to
 * pixels what their own code does. It is drawn in whole numbers, so everybody has the same bytes.
 * Its sides differ, its colours run in different directions and it has fine and coarse edges:
 * another size, filter, crop, order of colours, mean or deviation changes every feature.
 */
public final class ProbeImage {
  private static final int WIDTH = 400;
  private static final int HEIGHT = 300;
  private static final int SQUARE = 20;
  private static final int RADIUS = 60;

  private ProbeImage() {}

  public static RgbImage draw() {
    byte[] rgb = new byte[3 * WIDTH * HEIGHT];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int at = 3 * (y * WIDTH + x);
        boolean disc = square(x - 250) + square(y - 110) < square(RADIUS);
        boolean stripe = (x + 2 * y) % 37 < 3;
        boolean board = (x / SQUARE + y / SQUARE) % 2 == 0;
        rgb[at] = (byte) (disc ? 230 : stripe ? 15 : 255 * x / (WIDTH - 1));
        rgb[at + 1] = (byte) (disc ? 120 : stripe ? 200 : 255 * y / (HEIGHT - 1));
        rgb[at + 2] = (byte) (disc ? 40 : board ? 90 : 180);
      }
    }
    return new RgbImage(WIDTH, HEIGHT, rgb);
  }

  private static int square(int side) {
    return side * side;
  }
}
