// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.npz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzFileTest {
  @TempDir Path folder;

  /** A file of a few kilobytes must not fill the disk. */
  @Test
  void refusesAnArrayThatGrowsAsNoImagesDo() throws Exception {
    int images = 90_000;
    Path file =
        new NpzFiles()
            .with("train_images", new byte[images * 28 * 28], images, 28, 28)
            .write(folder.resolve("x.npz"));

    try (NpzFile npz = NpzFile.open(file)) {
      assertThatThrownBy(() -> npz.element("train_images", 0))
          .isInstanceOf(NpzFormatException.class)
          .hasMessageContaining("unpacks to more than 100 times its size");
    }
  }

  @Test
  void readsSmallArraysWhateverTheirGrowth() throws Exception {
    Path file =
        new NpzFiles()
            .with("train_images", new byte[50 * 28 * 28], 50, 28, 28)
            .write(folder.resolve("x.npz"));

    try (NpzFile npz = NpzFile.open(file)) {
      assertThat(npz.element("train_images", 49)).hasSize(28 * 28).containsOnly(0);
    }
  }

  /** Every image of it would unpack gigabytes again, up to the damage. */
  @Test
  void unpacksADamagedArrayOnce() throws Exception {
    byte[] noise = new byte[40 * 28 * 28];
    new SplittableRandom(3).nextBytes(noise);
    Path file =
        new NpzFiles().with("train_images", noise, 40, 28, 28).write(folder.resolve("x.npz"));
    byte[] good = Files.readAllBytes(file);
    byte[] bad = good.clone();
    // In the middle of the deflated array.
    Arrays.fill(bad, 10_000, 10_100, (byte) 0xff);
    Files.write(file, bad);

    try (NpzFile npz = NpzFile.open(file)) {
      assertThatThrownBy(() -> npz.element("train_images", 0))
          .isInstanceOf(NpzFormatException.class);
      // Would be seen by whoever reads it again.
      Files.write(file, good);
      assertThatThrownBy(() -> npz.element("train_images", 1))
          .isInstanceOf(NpzFormatException.class);
    }
  }
}
