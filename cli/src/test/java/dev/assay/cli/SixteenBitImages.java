// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Grey images whose every value is above 255: white, and so blank, to who clips them. */
public final class SixteenBitImages {
  private SixteenBitImages() {}

  /** Twenty images in two classes, each with a folder. */
  public static Path write(Path folder, long seed) throws IOException {
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_USHORT_GRAY);
      for (int pixel = 0; pixel < 1600; pixel++) {
        image.getRaster().setSample(pixel % 40, pixel / 40, 0, 300 + random.nextInt(60_000));
      }
      Path file = folder.resolve(i % 2 == 0 ? "ill" : "well").resolve(i + ".png");
      Files.createDirectories(file.getParent());
      if (!ImageIO.write(image, "png", file.toFile())) {
        throw new IOException("no writer for PNG");
      }
    }
    return folder;
  }
}
