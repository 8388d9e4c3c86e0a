// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.study.DecodingReader;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.SharedDir;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.layout.Layout;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small copies of published archives that were read wrongly once, with what is right. */
class PublishedArchivesTest {

  @ParameterizedTest
  @CsvSource({
    "kermany-kaggle-zip/k_kaggle, kermany, 40, NORMAL 20 PNEUMONIA 20, 1",
    "kermany-mendeley-names/k_mendeley, kermany, 36, NORMAL 18 PNEUMONIA 18, 0",
    "kaggle-oct-twice/oct, folder, 56, CNV 14 DME 14 DRUSEN 14 NORMAL 14, 1",
    "amd-nested-zip/amd_kaggle, ichallenge-amd, 16, AMD 8 Non-AMD 8, 0",
    "ham-dataverse-test-tab/h_dataverse, ham10000, 42, akiec 6 bcc 6 bkl 6 df 6 mel 6 nv 6 vasc 6,"
        + " 0",
    "isic-2018-official/isic2018, isic, 14, akiec 2 bcc 2 bkl 2 df 2 mel 2 nv 2 vasc 2, 0",
    "csv-nfd-names/csv_nfd, csv, 8, a 4 b 4, 0",
    "csv-nfd-names/csv_nfd_korean, csv, 8, a 4 b 4, 0",
    "csv-traps/csv_noext, csv, 8, a 4 b 4, 0",
    "csv-traps/csv_index, csv, 8, a 4 b 4, 0",
    "csv-traps/csv_dup_same, csv, 8, a 4 b 4, 1",
    "csv-traps/csv_num_mixed, csv, 8, 0 4 1 4, 1",
    "csv-traps/csv_labelcase, csv, 8, normal 4 sick 4, 1",
  })
  void readsEveryImage(String folder, String layout, int images, String classes, int notes)
      throws Exception {
    DatasetVersion version = scan(folder, layout);

    assertThat(version.images()).hasSize(images);
    assertThat(counts(version)).isEqualTo(classes);
    assertThat(version.quarantined()).isEmpty();
    assertThat(version.notes()).hasSize(notes);
  }

  @ParameterizedTest
  @CsvSource({
    "masks-taken-as-images/busi, folder, 24, MASK, 24",
    "masks-taken-as-images/c_covid, folder, 20, MASK, 20",
    "test-folder-without-classes/testflat, folder, 10, NO_CLASS_FOLDER, 5",
    "csv-traps/csv_nan, csv, 7, NO_LABEL, 1",
  })
  void namesWhatIsLeftOut(
      String folder, String layout, int images, QuarantineReason reason, int leftOut)
      throws Exception {
    DatasetVersion version = scan(folder, layout);

    assertThat(version.images()).hasSize(images);
    assertThat(version.quarantineCounts()).isEqualTo(Map.of(reason, leftOut));
  }

  @Test
  void readsSecondaryCapturesWhereTheyAreAccepted() throws Exception {
    DecodingOptions accepted = DecodingReader.of("decoding", Map.of("secondary-capture", "accept"));

    DatasetVersion version = scan("rsna-secondary-capture", "csv", accepted);

    assertThat(counts(version)).isEqualTo("0 4 1 4");
    assertThat(version.quarantined()).isEmpty();
    assertThat(version.images())
        .allMatch(i -> "as stored".equals(i.attributes().get("dicom-window")));
    assertThatThrownBy(() -> scan("rsna-secondary-capture", "csv"))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("is left out as secondary-capture")
        .hasMessageContaining("decoding: {secondary-capture: accept} reads it");
  }

  private static DatasetVersion scan(String folder, String layout) throws Exception {
    return scan(folder, layout, DecodingOptions.paper());
  }

  private static DatasetVersion scan(String folder, String layout, DecodingOptions options)
      throws Exception {
    return new DatasetScanner(new ImageDecoder(new PixelLimit(10_000_000), options), 2)
        .scan(
            Layout.named(layout),
            SharedDir.folder("public-cases/ingest/" + folder),
            GroupKey.of(new byte[32]),
            ScanProgress.SILENT);
  }

  private static String counts(DatasetVersion version) {
    StringBuilder counts = new StringBuilder();
    int[] images = version.classCounts();
    for (int label = 0; label < images.length; label++) {
      counts.append(' ').append(version.classes().get(label)).append(' ').append(images[label]);
    }
    return counts.substring(1);
  }
}
