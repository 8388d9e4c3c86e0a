// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.nifti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Hash;
import dev.assay.contracts.study.DecodingReader;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.decoding.DecoderPool;
import dev.assay.datasets.decoding.DecodingLimits;
import dev.assay.datasets.decoding.ImageBytes;
import dev.assay.datasets.decoding.Wanted;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.image.RgbImage;
import dev.assay.datasets.image.UnusableImageException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NiftiFileTest {
  private final ImageDecoder decoder = new ImageDecoder(PixelLimit.DEFAULT);

  /**
   * Hashes of {@code numpy.rot90(nibabel.load(f).get_fdata()[:, :, middle])}, from the 1st to the
   * 99th percentile by nearest rank; written by nibabel 5.
   */
  @ParameterizedTest
  @CsvSource({
    "nifti_scaled.nii, b448c6ec25afd949186edb6c633863ba77fed46a8f906a1276ff7b86d6a9cd64",
    "nifti2_float.nii.gz, 89a473004e1d76c5b7a73e380030981395ea2468ff57a7b3c8b3943f6fffec6d",
    "nifti_big_endian.nii.gz, 034d152069e9044d94322ffe1a42c609ea37b66c3c969ee6a9f501e4f9895205",
    "nifti_rgb.nii.gz, e622f324168eec90df63425649e015717aefbc3c355a051b98df121dab67db82"
  })
  void readsTheSliceOfNibabel(String name, String sha256) throws Exception {
    try (InputStream in = getClass().getResourceAsStream("/golden/public/" + name)) {
      assertThat(in).as(name).isNotNull();
      byte[] file = in.readAllBytes();
      assertThat(NiftiFile.isNifti(file)).isTrue();
      assertThat(Hash.ofBytes(NiftiFile.decode(file, 0, decoder).rgb())).isEqualTo(sha256);
    }
  }

  /** The voxel at x, y, z is 100 x + 10 y + z: rows from the bottom up, columns to the right. */
  @ParameterizedTest
  @CsvSource({
    "third, 0, '11 111/1 101'",
    "third, 3, '12 112/2 102'",
    "second, 1, '2 102/1 101/0 100'",
    "first, 2, '102 112/101 111/100 110'"
  })
  void cutsAlongTheDeclaredAxis(String axis, int slice, String rows) throws Exception {
    byte[] file = new NiftiFiles(2, 2, 3, 0).packed();
    DecodingOptions options = DecodingReader.of("decoding", Map.of("slice-axis", axis));

    RgbImage image = NiftiFile.decode(file, slice, decoder.with(options));

    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < image.width() * image.height(); i++) {
      shown.append(i == 0 ? "" : i % image.width() == 0 ? "/" : " ");
      shown.append(image.rgb()[3 * i] & 0xff);
    }
    assertThat(shown.toString()).isEqualTo(rows);
  }

  @ParameterizedTest
  @CsvSource({"first, 0", "last, 4", "middle, 2", "2, 1", "leave-out, 2", "every, 2"})
  void takesTheDeclaredSlice(String frames, int value) throws Exception {
    DecodingOptions options = DecodingReader.of("decoding", Map.of("frames", frames));
    byte[] file = new NiftiFiles(1, 1, 5, 0).bytes();

    assertThat(NiftiFile.decode(file, 0, decoder.with(options)).rgb()[0]).isEqualTo((byte) value);
  }

  @Test
  void showsTheRangeThatTheHeaderStates() throws Exception {
    // 0, 100 and 200, of which 100 to 200 is to be shown.
    byte[] file = new NiftiFiles(3, 1, 1, 0).number(124, 200).number(128, 100).bytes();

    assertThat(NiftiFile.decode(file, 0, decoder).rgb())
        .containsExactly(0, 0, 0, 0, 0, 0, 255, 255, 255);
  }

  @ParameterizedTest
  @CsvSource({
    "40, 0, CORRUPT, states 0 dimensions",
    "42, -3, CORRUPT, states -3 voxels along axis 1",
    "42, 32000, TRUNCATED, ends before its voxels do",
    "70, 32, UNSUPPORTED_FORMAT, complex numbers",
    "70, 77, UNSUPPORTED_FORMAT, of the type 77",
    "70, 64, TRUNCATED, ends before its voxels do"
  })
  void refusesWhatIsNotReadWithTheTrueReason(
      int at, int value, QuarantineReason reason, String message) {
    assertRefused(new NiftiFiles(2, 2, 2, 0).words(at, value).bytes(), reason, message);
  }

  @Test
  void refusesSeveralVolumesAndPairsOfFiles() throws Exception {
    assertRefused(
        new NiftiFiles(2, 2, 2, 0).words(40, 4).words(48, 7).bytes(),
        QuarantineReason.UNSUPPORTED_FORMAT,
        "7 volumes along axis 4");
    assertRefused(
        new NiftiFiles(2, 2, 2, 0).magic("ni1").bytes(),
        QuarantineReason.UNSUPPORTED_FORMAT,
        "voxels are in another file");
    assertRefused(
        new NiftiFiles(2, 2, 2, 0).number(108, Float.NaN).bytes(),
        QuarantineReason.CORRUPT,
        "begin at byte NaN");
    byte[] huge = new NiftiFiles(2, 2, 2, 0).words(42, 30_000).words(44, 30_000).packed();
    assertRefused(huge, QuarantineReason.TOO_MANY_PIXELS, "30000 x 30000");
    byte[] deep =
        new NiftiFiles(2, 2, 2, 0).words(42, 9000).words(44, 9000).words(46, 30_000).packed();
    assertRefused(deep, QuarantineReason.TOO_MANY_PIXELS, "9000 x 9000 x 30000 voxels");
  }

  @Test
  void refusesASliceThatIsNotThere() {
    DecodingOptions options = DecodingReader.of("decoding", Map.of("frames", "9"));

    assertThatThrownBy(
            () -> NiftiFile.decode(new NiftiFiles(2, 2, 2, 0).bytes(), 0, decoder.with(options)))
        .isInstanceOf(UnusableImageException.class)
        .hasMessage("a NIfTI volume of 2 slices has no slice 9");
  }

  /** The first slice is there, but a volume that ends too soon is a damaged one. */
  @Test
  void refusesFilesThatEndTooSoonOrAreDamagedBehindTheSlice() throws Exception {
    byte[] file = new NiftiFiles(20, 20, 9, 0).bytes();
    byte[] packed = new NiftiFiles(20, 20, 9, 0).packed();
    byte[] damaged = packed.clone();
    damaged[packed.length - 6] ^= 1;
    DecodingOptions first = DecodingReader.of("decoding", Map.of("frames", "first"));
    ImageDecoder ofFirst = decoder.with(first);

    assertThatThrownBy(() -> NiftiFile.decode(Arrays.copyOf(file, file.length - 1), 0, ofFirst))
        .hasMessageContaining("ends before its voxels do");
    assertThatThrownBy(() -> NiftiFile.decode(Arrays.copyOf(packed, packed.length - 9), 0, ofFirst))
        .hasMessageContaining("ends before its voxels do");
    assertThatThrownBy(() -> NiftiFile.decode(damaged, 0, ofFirst))
        .hasMessageContaining("cannot be unpacked");
  }

  @Test
  void reportsAnyDamageWithoutAFailure() {
    SplittableRandom random = new SplittableRandom(5);
    byte[] whole = new NiftiFiles(5, 4, 3, 0).bytes();
    int images = 0;
    for (int i = 0; i < 3000; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(348)] = (byte) random.nextInt(256);
      if (!NiftiFile.isNifti(damaged)) {
        continue;
      }
      try {
        RgbImage image = NiftiFile.decode(damaged, 0, new ImageDecoder(new PixelLimit(10_000)));
        assertThat(image.rgb()).hasSize(3 * image.width() * image.height());
        images++;
      } catch (UnusableImageException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    assertThat(images).isPositive();
  }

  @Test
  void decodesInAChild() throws Exception {
    byte[] file = new NiftiFiles(2, 2, 3, 0).packed();
    DecodingOptions options = DecodingReader.of("decoding", Map.of("slice-axis", "first"));
    Wanted wanted = Wanted.pixels(options, PixelLimit.DEFAULT, 2, "bilinear").of(2);
    try (DecoderPool pool = new DecoderPool(DecodingLimits.ofMachine())) {
      RgbImage image =
          pool.decodeAndHash(ImageBytes.of(file), wanted).image().pixels().orElseThrow();

      assertThat(image.rgb())
          .isEqualTo(NiftiFile.decode(file, 2, decoder.with(options)).rgb())
          .hasSize(18);
    }
  }

  private void assertRefused(byte[] file, QuarantineReason reason, String message) {
    assertThat(NiftiFile.isNifti(file)).isTrue();
    assertThatThrownBy(() -> NiftiFile.decode(file, 0, decoder))
        .isInstanceOf(UnusableImageException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((UnusableImageException) e).reason())
        .isEqualTo(reason);
  }
}
