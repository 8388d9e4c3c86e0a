// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Small images for tests; another seed, other bytes. */
public final class TestImages {
  private TestImages() {}

  public static void png(Path file, long seed) throws IOException {
    write(file, seed, "png");
  }

  public static void jpeg(Path file, long seed) throws IOException {
    write(file, seed, "jpeg");
  }

  private static void write(Path file, long seed, String format) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    BufferedImage image = new BufferedImage(12, 9, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < 9; y++) {
      for (int x = 0; x < 12; x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    Files.createDirectories(file.getParent());
    if (!ImageIO.write(image, format, file.toFile())) {
      throw new IOException("cannot write " + format);
    }
  }
}
