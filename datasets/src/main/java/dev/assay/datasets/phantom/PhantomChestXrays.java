// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.phantom;

import dev.assay.contracts.Check;
import dev.assay.datasets.SyntheticMarker;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/**
 * A small synthetic data set in the {@code kermany} layout: phantom chest X-rays of {@code NORMAL}
 * and {@code PNEUMONIA} patients, two images of each patient, train and test folders, 8-bit grey
 * PNG. The same settings give the same bytes of every pixel. Patients differ in build, exposure and
 * noise; pneumonia adds one to three soft opacities of varying strength, so the classes can be
 * learnt but overlap.
 *
 * @param images approximate number of images; each patient has two, and a fifth of the patients are
 *     test patients
 * @param size of both sides in pixels
 * @param seed of everything that is drawn
 */
public record PhantomChestXrays(int images, int size, long seed) {
  private static final int IMAGES_PER_PATIENT = 2;
  private static final int TEST_EVERY = 5;
  private static final String MARKER =
      """
      These images are synthetic: "phantom chest X-rays" drawn by a program.
      They show no patient, and no result on them says anything about medicine.
      """;

  public PhantomChestXrays {
    Check.atLeast("images", images, 40);
    Check.atLeast("size", size, 32);
  }

  /** 120 images of 96 x 96 pixels. */
  public static PhantomChestXrays standard() {
    return new PhantomChestXrays(120, 96, 7);
  }

  /**
   * Writes the data set.
   *
   * @param root is created if it does not exist
   * @return number of images
   */
  public int write(Path root) throws IOException {
    Files.createDirectories(root);
    SyntheticMarker.write(root, MARKER);
    int patients = images / IMAGES_PER_PATIENT;
    int written = 0;
    for (int patient = 1; patient <= patients; patient++) {
      boolean pneumonia = patient % 2 == 0;
      boolean test = (patient - 1) / 2 % TEST_EVERY == 0;
      Path folder =
          root.resolve(test ? "test" : "train").resolve(pneumonia ? "PNEUMONIA" : "NORMAL");
      Files.createDirectories(folder);
      SplittableRandom random = new SplittableRandom(seed * 1_000_003 + patient);
      PhantomThorax thorax = PhantomThorax.draw(random, pneumonia);
      for (int image = 1; image <= IMAGES_PER_PATIENT; image++) {
        writePng(folder.resolve(name(patient, pneumonia, image)), thorax.expose(size, random));
        written++;
      }
    }
    return written;
  }

  private static String name(int patient, boolean pneumonia, int image) {
    String kind = patient % 4 == 0 ? "virus" : "bacteria";
    return pneumonia
        ? "person%d_%s_%d.png".formatted(patient, kind, image)
        : "IM-%04d-%04d.png".formatted(patient, image);
  }

  private void writePng(Path file, byte[] gray) throws IOException {
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
    byte[] pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    System.arraycopy(gray, 0, pixels, 0, gray.length);
    try (OutputStream out = Files.newOutputStream(file)) {
      if (!ImageIO.write(image, "png", out)) {
        throw new IOException("this Java runtime cannot write PNG files");
      }
    }
  }
}
