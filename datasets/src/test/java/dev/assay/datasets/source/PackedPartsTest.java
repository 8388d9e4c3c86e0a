// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.datasets.DatasetException;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.phantom.PhantomChestXrays;
import dev.assay.datasets.scan.DatasetScanner;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.GroupKey;
import dev.assay.datasets.scan.ScanProgress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedPartsTest {
  @TempDir Path folder;

  /** As the NIH publishes its chest X-rays: a table, and the images in archives. */
  @Test
  void saysThatTheImagesAreStillPacked() throws Exception {
    Files.writeString(
        folder.resolve("Data_Entry_2017.csv"),
        "Image Index,Finding Labels,Patient ID\n1.png,Pneumonia,1\n");
    for (int part = 1; part <= 4; part++) {
      Files.write(folder.resolve("images_00" + part + ".tar.gz"), new byte[] {1});
    }

    assertThatThrownBy(() -> scan("nih-chestxray14/Pneumonia"))
        .isInstanceOfSatisfying(
            DatasetException.class,
            e ->
                assertThat(e.faults())
                    .hasSize(2)
                    .last()
                    .asString()
                    .contains("4 archives, such as 'images_001.tar.gz', 'images_002.tar.gz', "));
  }

  @Test
  void notesArchivesBesideTheImagesUnlessTheyAreUnpackedThere() throws Exception {
    new PhantomChestXrays(40, 32, 1).write(folder);
    Files.write(folder.resolve("train.zip"), new byte[] {1});
    String before = scan("kermany").contentHash();

    Files.write(folder.resolve("more.tgz"), new byte[] {1});

    DatasetVersion after = scan("kermany");
    assertThat(after.contentHash()).isEqualTo(before);
    assertThat(after.notes()).contains("the archive 'more.tgz' beside the images is not read");
  }

  private DatasetVersion scan(String layout) throws Exception {
    return new DatasetScanner(new ImageDecoder(PixelLimit.DEFAULT), 1)
        .scan(Layout.named(layout), folder, GroupKey.of(new byte[32]), ScanProgress.SILENT);
  }
}
