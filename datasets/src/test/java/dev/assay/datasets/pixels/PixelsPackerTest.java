// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.pixels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.file.PixelsFile;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.TestImages;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.PillowResize;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.image.RgbImage;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.pixels.PixelsPacker.Source;
import dev.assay.datasets.scan.DatasetScanner;
import dev.assay.datasets.scan.GroupKey;
import dev.assay.datasets.scan.ScanProgress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PixelsPackerTest {
  private final ImageDecoder decoder = new ImageDecoder(new PixelLimit(1_000_000));

  @TempDir Path folder;
  private List<Source> sources = List.of();

  @BeforeEach
  void images() throws Exception {
    for (int i = 0; i < 20; i++) {
      TestImages.png(folder.resolve("in/" + (i % 2 == 0 ? "a/" : "b/") + i + ".png"), i);
    }
    sources =
        new DatasetScanner(decoder, 2)
                .scan(
                    Layout.named("folder"),
                    folder.resolve("in"),
                    GroupKey.of(new byte[16]),
                    ScanProgress.SILENT)
                .images()
                .stream()
                .map(i -> new Source(i.file(), i.image(), i.sha256()))
                .toList();
  }

  @Test
  void packsResizedImagesWithAnyNumberOfThreads() throws Exception {
    pack(1, "one");
    pack(4, "four");

    assertThat(folder.resolve("one")).hasSameBinaryContentAs(folder.resolve("four"));
    try (PixelsFile pixels = PixelsFile.open(folder.resolve("one"))) {
      assertThat(pixels.size()).isEqualTo(20);
      for (Source source : sources) {
        RgbImage expected =
            PillowResize.shorterSide(decoder.decode(Files.readAllBytes(source.file())), 6);
        PixelsFile.Image image = pixels.image(source.image());
        assertThat(image.width()).isEqualTo(8);
        assertThat(image.height()).isEqualTo(6);
        byte[] rgb = new byte[image.rgb().remaining()];
        image.rgb().get(rgb);
        assertThat(rgb).isEqualTo(expected.rgb());
      }
    }
  }

  @Test
  void refusesImagesThatChangedSinceTheyWereRegistered() throws Exception {
    TestImages.png(sources.get(3).file(), 99);

    assertThatThrownBy(() -> pack(2, "out"))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("changed since it was registered")
        .hasMessageNotContaining(folder.toString());
  }

  @Test
  void refusesImagesThatAreGone() throws Exception {
    Files.delete(sources.get(19).file());

    assertThatThrownBy(() -> pack(2, "out"))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("it is not there");
  }

  private void pack(int threads, String target) throws Exception {
    new PixelsPacker(decoder, threads)
        .pack(sources, 6, "bilinear", folder.resolve(target), ScanProgress.SILENT);
  }
}
