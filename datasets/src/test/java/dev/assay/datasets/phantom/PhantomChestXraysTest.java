// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.phantom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.scan.DatasetScanner;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.GroupKey;
import dev.assay.datasets.scan.ScanProgress;
import dev.assay.datasets.scan.ScannedImage;
import dev.assay.datasets.split.Split;
import dev.assay.datasets.split.SplitSettings;
import dev.assay.datasets.split.Splitter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhantomChestXraysTest {
  private final ImageDecoder decoder = new ImageDecoder(new PixelLimit(1_000_000));

  @TempDir Path root;

  @Test
  void isAKermanyDataSetThatSaysItIsSynthetic() throws Exception {
    int written = PhantomChestXrays.standard().write(root);

    DatasetVersion version = scan();
    Split split = Splitter.split(version, SplitSettings.standard(1));

    assertThat(written).isEqualTo(120);
    assertThat(version.synthetic()).isTrue();
    assertThat(version.images()).hasSize(120);
    assertThat(version.quarantined()).isEmpty();
    assertThat(version.groups()).isEqualTo(60);
    assertThat(version.classCounts()).containsExactly(60, 60);
    assertThat(split.counts(Part.TEST)).containsExactly(12, 12);
    assertThat(split.counts(Part.VALIDATION)).containsExactly(10, 10);
    assertThat(split.manifest("phantom").synthetic()).isTrue();
  }

  @Test
  void isTheSameEverywhere() throws Exception {
    new PhantomChestXrays(40, 48, 1).write(root.resolve("a"));
    new PhantomChestXrays(40, 48, 1).write(root.resolve("b"));
    new PhantomChestXrays(40, 48, 2).write(root.resolve("c"));
    Path file = Path.of("train/PNEUMONIA/person4_virus_1.png");

    assertThat(root.resolve("a").resolve(file))
        .hasSameBinaryContentAs(root.resolve("b").resolve(file));
    assertThat(decoder.decode(Files.readAllBytes(root.resolve("a").resolve(file))).rgb())
        .isNotEqualTo(decoder.decode(Files.readAllBytes(root.resolve("c").resolve(file))).rgb());
    assertThat(
            Hash.ofBytes(decoder.decode(Files.readAllBytes(root.resolve("a").resolve(file))).rgb()))
        .isEqualTo("cd401d4178253039ba7d67e14d25f49f04771fda1a7400d3dbef63aa37b093d9");
  }

  /** The brightness of the lungs alone tells something, but not everything. */
  @Test
  void canBeLearntButNotByOneNumber() throws Exception {
    PhantomChestXrays.standard().write(root);
    List<Double> normal = new ArrayList<>();
    List<Double> pneumonia = new ArrayList<>();
    for (ScannedImage image : scan().images()) {
      byte[] rgb = decoder.decode(Files.readAllBytes(image.file())).rgb();
      double sum = 0;
      int count = 0;
      for (int y = 40; y < 70; y++) {
        for (int x = 20; x < 76; x++) {
          sum += rgb[3 * (96 * y + x)] & 0xff;
          count++;
        }
      }
      (image.label() == 0 ? normal : pneumonia).add(sum / count);
    }
    double wins = 0;
    for (double high : pneumonia) {
      for (double low : normal) {
        wins += high > low ? 1 : high == low ? 0.5 : 0;
      }
    }
    assertThat(wins / normal.size() / pneumonia.size()).isBetween(0.55, 0.95);
  }

  private DatasetVersion scan() throws Exception {
    return new DatasetScanner(decoder, 2)
        .scan(Layout.named("kermany"), root, GroupKey.of(new byte[16]), ScanProgress.SILENT);
  }
}
