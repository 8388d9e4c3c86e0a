// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.Picture;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.image.RgbImage;
import dev.assay.datasets.image.UnusableImageException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DicomImageTest {
  private static final int BURNED_IN = 0x00280301;
  private static final int FRAMES = 0x00280008;
  private static final int PHOTOMETRIC = 0x00280004;
  private static final int CENTER = 0x00281050;
  private static final int WIDTH = 0x00281051;

  private final ImageDecoder decoder = new ImageDecoder(new PixelLimit(1_000_000));

  /** Written and read by pydicom 3.0.2 (make.py beside the files): syntaxes, tables, windows. */
  @TestFactory
  Stream<DynamicTest> readsWhatPydicomReads() throws IOException {
    JsonNode expected = new ObjectMapper().readTree(resource("expected.json"));
    assertThat(expected.size()).isEqualTo(16);
    return expected.properties().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> check(e.getKey(), e.getValue())));
  }

  private void check(String name, JsonNode expected) throws Exception {
    Picture picture = DicomImage.read(resource(name + ".dcm"), decoder);

    RgbImage image = picture.image();
    assertThat(List.of(image.width(), image.height())).isEqualTo(List.of(14, 9));
    int step = expected.size() == image.rgb().length ? 1 : 3;
    List<Integer> actual = new ArrayList<>();
    List<Integer> wanted = new ArrayList<>();
    for (int i = 0; i < expected.size(); i++) {
      actual.add(image.rgb()[step * i] & 0xff);
      wanted.add(expected.get(i).intValue());
    }
    assertThat(actual).isEqualTo(wanted);
    assertThat(picture.identifiers())
        .isEqualTo(
            Map.of(
                Picture.PATIENT, "/JD-0815",
                Picture.STUDY, "1.2.3.9",
                Picture.SERIES, "1.2.3.9.1"));
    assertThat(picture.attributes()).containsEntry("modality", "CT");
  }

  /** 1..100 and padding of 2000: by nearest rank the 1st percentile is 1, the 99th is 99. */
  @Test
  void spreadsPercentilesWhereNoWindowIsStatedAndSaysSo() throws Exception {
    int[] stored = IntStream.rangeClosed(1, 110).map(i -> i > 100 ? 2000 : i).toArray();

    Picture picture =
        DicomImage.read(new DicomFiles(11, 10, stored).words(0x00280120, 2000).bytes(), decoder);

    assertThat(picture.attributes()).containsEntry("window", "percentiles 1 99");
    assertThat(level(picture, 0)).isZero();
    // (50 - 1) / 98 * 255 = 127.5, and half goes up.
    assertThat(level(picture, 49)).isEqualTo(128);
    assertThat(level(picture, 98)).isEqualTo(255);
    assertThat(level(picture, 99)).isEqualTo(255);
    assertThat(level(picture, 105)).isZero();
  }

  /** PixelPaddingValue to PixelPaddingRangeLimit are no part of the image: black, not white. */
  @Test
  void invertsLastButKeepsThePadding() throws Exception {
    DicomFiles file =
        new DicomFiles(3, 2, 0, 1, 2, 10, 255, 100)
            .text(PHOTOMETRIC, "CS", "MONOCHROME1")
            .text(CENTER, "DS", "128")
            .text(WIDTH, "DS", "256")
            .words(0x00280120, 0)
            .words(0x00280121, 2);

    Picture picture = DicomImage.read(file.bytes(), decoder);

    assertThat(IntStream.range(0, 6).map(i -> level(picture, i)))
        .containsExactly(0, 0, 0, 245, 0, 155);
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.840.10008.1.2.4.100, MPEG-2",
    "1.2.840.10008.1.2.4.102, MPEG-4",
    "1.2.840.10008.1.2.4.201, HTJ2K Lossless",
    "1.2.840.10008.1.2.4.203, HTJ2K",
    "9.9.9, unknown"
  })
  void namesTransferSyntaxesThatAreNotRead(String uid, String name) {
    assertRefused(
        file().syntax(uid),
        QuarantineReason.UNSUPPORTED_FORMAT,
        "DICOM transfer syntax " + name,
        "(" + uid + "), which is not read");
  }

  /** Eight bits without a window are grey levels already, as in the RSNA pneumonia set. */
  @Test
  void takesEightBitsWithoutAWindowAsTheyAre() throws Exception {
    DicomFiles file =
        new DicomFiles(4, 1, 0x2010, 0xff30).words(0x00280100, 8).words(0x00280101, 8);
    file.words(0x00280102, 7);

    Picture picture = DicomImage.read(file.bytes(), decoder);

    assertThat(picture.attributes()).containsEntry("window", "as stored");
    assertThat(IntStream.range(0, 4).map(i -> level(picture, i)))
        .containsExactly(0x10, 0x20, 0x30, 0xff);
    Picture scaled = DicomImage.read(file.text(0x00281053, "DS", "2").bytes(), decoder);
    assertThat(scaled.attributes()).containsEntry("window", "percentiles 1 99");
  }

  /** Y, Y, Cb, Cr: two pixels share a colour. Right values by the formulas of JFIF. */
  @Test
  void readsUncompressedYcc() throws Exception {
    DicomFiles halved =
        new DicomFiles(2, 1, 0x6450, 0xf078).words(0x00280100, 8).words(0x00280002, 3);
    halved.text(PHOTOMETRIC, "CS", "YBR_FULL_422");
    DicomFiles full =
        new DicomFiles(2, 1, 0x7850, 0x64f0, 0xf078).words(0x00280100, 8).words(0x00280002, 3);
    full.text(PHOTOMETRIC, "CS", "YBR_FULL");

    byte[] rgb = DicomImage.read(halved.bytes(), decoder).image().rgb();

    // 80 + 1.402 * 112 = 237.02; 80 + 0.344 * 8 - 0.714 * 112 = 2.77; 80 - 1.772 * 8 = 65.82
    assertThat(rgb).containsExactly(237, 3, 66, 255, 23, 86);
    assertThat(DicomImage.read(full.bytes(), decoder).image().rgb()).isEqualTo(rgb);
  }

  @Test
  void refusesFramesThatCanShowThePatient() {
    assertRefused(
        file().text(BURNED_IN, "CS", "YES"),
        QuarantineReason.BURNED_IN_ANNOTATION,
        "identifying text is burned into the image");
    for (String suffix : new String[] {"", ".1", ".2", ".3", ".4"}) {
      assertRefused(
          file().text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7" + suffix),
          QuarantineReason.SECONDARY_CAPTURE,
          "a DICOM Secondary Capture");
    }
  }

  @Test
  void readsFramesThatMayBeUsed() throws Exception {
    DicomFiles file = file().text(BURNED_IN, "CS", "NO").text(FRAMES, "IS", "1");

    assertThat(DicomImage.read(file.bytes(), decoder).image().width()).isEqualTo(3);
  }

  @Test
  void refusesWhatIsNoSingleReadableFrame() {
    assertRefused(
        file().text(FRAMES, "IS", "12"),
        QuarantineReason.MULTI_FRAME,
        "a DICOM object of 12 frames");
    assertRefused(
        file().without(0x7fe00010), QuarantineReason.UNSUPPORTED_FORMAT, "without pixel data");
    assertRefused(file().words(0x00280010, 9), QuarantineReason.TRUNCATED, "pixel data");
    assertRefused(file().without(0x00280011), QuarantineReason.CORRUPT, "has no Columns");
    assertRefused(
        file().words(0x00280010, 60000).words(0x00280011, 60000),
        QuarantineReason.TOO_MANY_PIXELS,
        "60000 x 60000");
    assertRefused(
        file().words(0x00280100, 32), QuarantineReason.UNSUPPORTED_FORMAT, "of 32 bits a sample");
    assertRefused(
        file().text(PHOTOMETRIC, "CS", "HSV"),
        QuarantineReason.UNSUPPORTED_FORMAT,
        "HSV; MONOCHROME1, MONOCHROME2, PALETTE COLOR and RGB");
    assertRefused(
        file().text(PHOTOMETRIC, "CS", "PALETTE COLOR"), QuarantineReason.CORRUPT, "palette");
    assertRefused(
        file().text(CENTER, "DS", "1").text(WIDTH, "DS", "0.5"),
        QuarantineReason.CORRUPT,
        "a DICOM window of width 0.5; it must be at least 1");
    assertRefused(
        file().text(CENTER, "DS", "one").text(WIDTH, "DS", "2"),
        QuarantineReason.CORRUPT,
        "element (0028,1050) of the DICOM file is no number but 'one'");
    assertRefused(
        file().text(CENTER, "DS", "1").text(WIDTH, "DS", "2").text(0x00281056, "CS", "CUBIC"),
        QuarantineReason.UNSUPPORTED_FORMAT,
        "'CUBIC'; LINEAR, LINEAR_EXACT and SIGMOID are read");
  }

  @Test
  void reportsAnyDamageWithoutAFailure() throws Exception {
    SplittableRandom random = new SplittableRandom(3);
    for (String name : new String[] {"voi_table", "voi_table_implicit", "rle16", "deflated"}) {
      byte[] whole = resource(name + ".dcm");
      for (int i = 0; i < 150; i++) {
        byte[] damaged =
            i % 3 == 0 ? Arrays.copyOf(whole, random.nextInt(132, whole.length)) : whole.clone();
        int at = random.nextInt(132, damaged.length + 1);
        for (int j = at; j < Math.min(damaged.length, at + 6); j++) {
          damaged[j] = (byte) random.nextInt(256);
        }
        try {
          RgbImage image = DicomImage.read(damaged, decoder).image();
          assertThat(image.rgb()).hasSize(3 * image.width() * image.height());
        } catch (UnusableImageException e) {
          assertThat(e.getMessage()).isNotBlank();
        }
      }
    }
  }

  private static DicomFiles file() {
    return new DicomFiles(3, 2, 0, 10, 20, 30, 40, 50);
  }

  private void assertRefused(DicomFiles file, QuarantineReason reason, String... parts) {
    assertThatThrownBy(() -> DicomImage.read(file.bytes(), decoder))
        .isInstanceOfSatisfying(
            UnusableImageException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.getMessage()).contains(parts);
            });
  }

  private static int level(Picture picture, int pixel) {
    return picture.image().rgb()[3 * pixel] & 0xff;
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = DicomImageTest.class.getResourceAsStream("/golden/dicom/" + name)) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    }
  }
}
