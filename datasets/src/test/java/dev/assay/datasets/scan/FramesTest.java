// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.study.DecodingReader;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.decoding.LocalDecoder;
import dev.assay.datasets.decoding.Wanted;
import dev.assay.datasets.dicom.DicomFiles;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.nifti.NiftiFiles;
import dev.assay.datasets.source.ImageFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of several frames: left out, one of them, or each of them. */
class FramesTest {
  private static final int PATIENT_ID = 0x00100020;
  private static final int FRAMES = 0x00280008;
  private static final GroupKey KEY =
      GroupKey.of("a key for a test".getBytes(StandardCharsets.UTF_8));

  @TempDir Path root;

  @Test
  void leavesObjectsOfSeveralFramesOutUnlessTheDataSetSaysWhich() throws Exception {
    dicom("a/1.dcm", 1, 1, "");
    dicom("a/2.dcm", 2, 3, "");
    dicom("b/1.dcm", 3, 1, "");

    DatasetVersion version = scan("leave-out");

    assertThat(version.images()).hasSize(2);
    assertThat(version.quarantined())
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file.reason()).isEqualTo(QuarantineReason.MULTI_FRAME);
              assertThat(file.detail())
                  .isEqualTo(
                      "a DICOM object of 3 frames; decoding: {frames: middle} (or first, last, a"
                          + " number) reads one of them, {frames: every} reads each");
            });
  }

  @Test
  void readsTheDeclaredFrame() throws Exception {
    dicom("a/1.dcm", 1, 3, "");
    dicom("b/1.dcm", 2, 3, "");
    dicom("b/2.dcm", 3, 1, "");

    DatasetVersion version = scan("3");

    // An object of one frame is an image whatever is declared.
    assertThat(version.images())
        .extracting(image -> String.valueOf(image.attributes().get("dicom-frame")))
        .containsExactlyInAnyOrder("3 of 3", "3 of 3", "null");
    assertThat(version.contentHash()).isNotEqualTo(scan("2").contentHash());
    assertThat(scan("4").quarantineCounts()).isEqualTo(Map.of(QuarantineReason.MULTI_FRAME, 2));
  }

  @Test
  void readsEveryFrameAsAnImageOfThePatient() throws Exception {
    dicom("a/1.dcm", 1, 3, "P1");
    dicom("a/2.dcm", 2, 2, "P1");
    dicom("b/1.dcm", 3, 1, "P2");

    DatasetVersion version = scan("every");

    assertThat(version.images()).hasSize(6);
    assertThat(version.groups()).isEqualTo(2);
    assertThat(version.groupKind()).isEqualTo("patient");
    assertThat(version.images()).extracting(ScannedImage::sha256).doesNotHaveDuplicates();
    assertThat(version.images()).extracting(ScannedImage::image).doesNotHaveDuplicates();
  }

  @Test
  void readsEverySliceAsAnImageOfItsVolume() throws Exception {
    write("a/1.nii.gz", new NiftiFiles(3, 3, 4, 0).packed());
    write("b/1.nii", new NiftiFiles(3, 3, 5, 7).bytes());

    DatasetVersion version = scan("every");

    assertThat(version.images()).hasSize(9);
    assertThat(version.groupKind()).isEqualTo("file");
    Map<String, Set<Integer>> labels =
        version.images().stream()
            .collect(
                Collectors.groupingBy(
                    ScannedImage::group,
                    Collectors.mapping(ScannedImage::label, Collectors.toSet())));
    assertThat(labels).hasSize(2).allSatisfy((group, of) -> assertThat(of).hasSize(1));
    assertThat(scan("leave-out").images()).hasSize(2);
  }

  /** What a scan found is what a packing reads: pixels and hash. */
  @Test
  void readsTheSameFrameByItsPathLater() throws Exception {
    write("a/1.nii", new NiftiFiles(3, 3, 4, 0).bytes());
    write("b/1.nii", new NiftiFiles(3, 3, 4, 9).bytes());
    DecodingOptions every = DecodingReader.of("decoding", Map.of("frames", "every"));

    DatasetVersion version = scan("every");

    try (ImageFiles files = new ImageFiles(new LocalDecoder())) {
      for (ScannedImage image : version.images()) {
        ImageFiles.ReadImage read =
            files.read(image.file(), Wanted.facts(every, PixelLimit.DEFAULT));
        assertThat(read.hashed().sha256()).isEqualTo(image.sha256());
      }
    }
  }

  @Test
  void remembersEveryFrame() throws Exception {
    write("a/1.nii", new NiftiFiles(3, 3, 4, 0).bytes());
    write("b/1.nii", new NiftiFiles(3, 3, 4, 9).bytes());
    for (String name : List.of("a/1.nii", "b/1.nii")) {
      Files.setLastModifiedTime(
          root.resolve(name), java.nio.file.attribute.FileTime.fromMillis(1_000_000_000_000L));
    }
    DatasetVersion first = scan("every");

    DatasetVersion second =
        scanner("every")
            .scan(
                Layout.named("folder"),
                root,
                KEY,
                ScanMemory.of(first),
                (sha256, fingerprint) -> {
                  throw new AssertionError("a frame is read again");
                },
                ScanProgress.SILENT);

    assertThat(second.contentHash()).isEqualTo(first.contentHash());
  }

  /** The outer slices of a head are empty, and nothing is lost with them. */
  @Test
  void leavesEmptySlicesOutWithoutAWarning() throws Exception {
    byte[] volume = new NiftiFiles(3, 3, 4, 0).bytes();
    java.util.Arrays.fill(volume, 352, 352 + 9, (byte) 0);
    write("a/1.nii", volume);
    write("b/1.nii", new NiftiFiles(3, 3, 4, 9).bytes());

    DatasetVersion version = scan("every");

    assertThat(version.quarantineCounts()).isEqualTo(Map.of(QuarantineReason.BLANK, 1));
    assertThat(version.warnings()).isEmpty();
  }

  private DatasetVersion scan(String frames) throws Exception {
    return scanner(frames).scan(Layout.named("folder"), root, KEY, ScanProgress.SILENT);
  }

  private static DatasetScanner scanner(String frames) {
    return new DatasetScanner(
        new LocalDecoder(),
        DecodingReader.of("decoding", Map.of("frames", frames)),
        PixelLimit.DEFAULT,
        2);
  }

  private void dicom(String name, int seed, int frames, String patient) throws IOException {
    int[] stored = new int[4 * frames];
    for (int i = 0; i < stored.length; i++) {
      stored[i] = 100 * seed + 31 * i * i % 700;
    }
    DicomFiles file = new DicomFiles(2, 2, stored);
    if (frames > 1) {
      file.text(FRAMES, "IS", "" + frames);
    }
    if (!patient.isEmpty()) {
      file.text(PATIENT_ID, "LO", patient);
    }
    write(name, file.bytes());
  }

  private void write(String name, byte[] bytes) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }
}
