// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.Json;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.dicom.DicomFiles;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.split.SplitSettings;
import dev.assay.datasets.split.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DicomScanTest {
  private static final int PATIENT_ID = 0x00100020;
  private static final GroupKey KEY =
      GroupKey.of("a key for a test".getBytes(StandardCharsets.UTF_8));

  @TempDir Path root;

  @Test
  void groupsByThePatientThatTheFilesState() throws Exception {
    write("a/1.dcm", 1, "JD-0815");
    write("a/2.dcm", 2, "JD-0815");
    write("b/3.dcm", 3, "MM-0042");

    DatasetVersion version = scan(KEY);

    assertThat(version.groups()).isEqualTo(2);
    assertThat(version.groupKind()).isEqualTo("patient");
  }

  @Test
  void knowsNoPatientsWhereOneFileStatesNone() throws Exception {
    write("a/1.dcm", 1, "JD-0815");
    write("a/2.dcm", 2, "JD-0815");
    write("b/3.dcm", 3, "");

    DatasetVersion version = scan(KEY);

    assertThat(version.groups()).isEqualTo(2);
    assertThat(version.groupKind()).isEqualTo("image");
  }

  @Test
  void keepsIdentifiersOnlyAsKeyedHashes() throws Exception {
    for (int i = 0; i < 16; i++) {
      write((i % 2 == 0 ? "a/" : "b/") + i + ".dcm", i, "PAT" + i);
    }

    DatasetVersion version = scan(KEY);
    String manifest = Json.write(Splitter.split(version, SplitSettings.standard(1)).manifest("ct"));
    DatasetVersion otherKey =
        scan(GroupKey.of("another secret key".getBytes(StandardCharsets.UTF_8)));

    assertThat(manifest).doesNotContain("PAT").doesNotContain("1.2.826").doesNotContain("Doe");
    assertThat(manifest).contains("dicom-patient").contains("percentiles 1 99");
    assertThat(version.images().get(0).attributes())
        .containsKeys("dicom-patient", "dicom-keyed-study", "dicom-modality", "dicom-window");
    assertThat(otherKey.contentHash()).isEqualTo(version.contentHash());
    assertThat(otherKey.images().get(0).attributes().get("dicom-patient"))
        .isNotEqualTo(version.images().get(0).attributes().get("dicom-patient"));
  }

  @Test
  void quarantinesScreenshots() throws Exception {
    write("a/1.dcm", 1, "p1");
    write("b/2.dcm", 2, "p2");
    Files.write(
        root.resolve("b/3.dcm"),
        new DicomFiles(2, 1, 1, 2).text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7").bytes());

    assertThat(scan(KEY).quarantineCounts())
        .isEqualTo(Map.of(QuarantineReason.SECONDARY_CAPTURE, 1));
  }

  private DatasetVersion scan(GroupKey key) throws Exception {
    return new DatasetScanner(new ImageDecoder(new PixelLimit(1_000_000)), 2)
        .scan(Layout.named("folder"), root, key, ScanProgress.SILENT);
  }

  private void write(String name, int seed, String patient) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(
        file,
        new DicomFiles(2, 2, seed, seed + 10, seed + 20, 400)
            .text(0x00100010, "PN", "Doe^Jane")
            .text(PATIENT_ID, "LO", patient)
            .text(0x0020000d, "UI", "1.2.826." + seed)
            .bytes());
  }
}
