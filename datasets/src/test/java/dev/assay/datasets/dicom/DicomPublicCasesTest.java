// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.Hash;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.Picture;
import dev.assay.datasets.image.PixelLimit;
import java.io.InputStream;
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
  })
  void readsTheRightPixels(String name, String sha256) throws Exception {
    try (InputStream in = getClass().getResourceAsStream("/golden/public/" + name + ".dcm")) {
      assertThat(in).as(name).isNotNull();
      Picture picture = DicomImage.read(in.readAllBytes(), decoder);
      assertThat(Hash.ofBytes(picture.image().rgb())).isEqualTo(sha256);
    }
  }
}
