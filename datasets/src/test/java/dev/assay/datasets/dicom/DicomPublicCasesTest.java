// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Hash;
import dev.assay.contracts.study.DecodingReader;
import dev.assay.datasets.ForeignFunctions;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.Picture;
import dev.assay.datasets.image.PixelLimit;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * DICOM files as archives publish them. What is right was found with gdcm 3.0.21, dcmtk 3.6.7 and
 * pydicom 2.3.1, which agree.
 */
class DicomPublicCasesTest {
  private final ImageDecoder decoder = new ImageDecoder(PixelLimit.DEFAULT);

  /** Hashes of the bytes, red, green and blue of each pixel. */
  @ParameterizedTest
  @CsvSource({
    "jpeg_photometric_RGB, 464059c688dd83e117307d58f00a51ab0c1fb1e3eef5f33484fa78a68d207834",
    "big_endian, f58192d788d84e60d31a65941dda27d166c835c5f74b0b10f5e01fbc0e31933d",
    "no_preamble_no_meta_implicit,"
        + " f58192d788d84e60d31a65941dda27d166c835c5f74b0b10f5e01fbc0e31933d",
    "no_preamble_with_meta, f58192d788d84e60d31a65941dda27d166c835c5f74b0b10f5e01fbc0e31933d",
    "palette, dbde1c3b0f9b9c73923d7617cf43e7dcbb96f9ea97f983bb8ce40babffc13e2f",
    "z_jpegll_mono2_12bit_window, f58192d788d84e60d31a65941dda27d166c835c5f74b0b10f5e01fbc0e31933d",
    "z_j2k_mono2_12bit_window, f58192d788d84e60d31a65941dda27d166c835c5f74b0b10f5e01fbc0e31933d",
    "z_jpegls_ct_signed_hu, c8fad47da048debef07e7af5263c8e6c402d8534d68da4f4b0ce1d073ddbbdda",
  })
  void readsTheRightPixels(String name, String sha256) throws Exception {
    if (name.contains("j2k")) {
      ForeignFunctions.assume();
    }
    try (InputStream in = getClass().getResourceAsStream("/golden/public/" + name + ".dcm")) {
      assertThat(in).as(name).isNotNull();
      byte[] file = in.readAllBytes();
      assertThat(DicomImage.isDicom(file)).isTrue();
      Picture picture = DicomImage.read(file, decoder);
      assertThat(Hash.ofBytes(picture.image().rgb())).isEqualTo(sha256);
    }
  }

  /** The third of five frames; written by pydicom 3.0 and CharLS, read by pydicom. */
  @ParameterizedTest
  @CsvSource({
    "frames_enhanced_implicit, 856e580b4fd65692bcbf78c6faa707707662ee00ea919cd1ec1fbdeede622c68",
    "frames_jpegls_fragments, 3d0ff9a0201ef6088e951d2a2ec42c6ecd631cfbea0860bdc175cdb81ea29696",
    "frames_rle, 3d0ff9a0201ef6088e951d2a2ec42c6ecd631cfbea0860bdc175cdb81ea29696"
  })
  void readsTheDeclaredFrame(String name, String sha256) throws Exception {
    DecodingOptions middle = DecodingReader.of("decoding", Map.of("frames", "middle"));
    try (InputStream in = getClass().getResourceAsStream("/golden/public/" + name + ".dcm")) {
      assertThat(in).as(name).isNotNull();
      byte[] file = in.readAllBytes();
      assertThat(DicomImage.frames(Arrays.copyOf(file, 1500))).isEqualTo(5);
      assertThat(Hash.ofBytes(DicomImage.read(file, decoder.with(middle)).image().rgb()))
          .isEqualTo(sha256);
      assertThat(Hash.ofBytes(DicomImage.read(file, 3, decoder).image().rgb())).isEqualTo(sha256);
    }
  }
}
