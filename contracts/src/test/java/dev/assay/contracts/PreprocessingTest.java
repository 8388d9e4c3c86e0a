// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PreprocessingTest {
  private static final String NORMALISED =
      "\"mean\": [0.485, 0.456, 0.406], \"std\": [0.229, 0.224, 0.225]";

  private static Preprocessing read(String fit) {
    return Json.read(
        "{\"resize\": 256, \"crop\": 224, \"interpolation\": \"bilinear\", "
            + fit
            + NORMALISED
            + "}",
        Preprocessing.class);
  }

  @Test
  void whatIsNotSaidAboutTheShapeKeepsIt() {
    Preprocessing usual = Preprocessing.imageNet();

    assertThat(read("")).isEqualTo(usual).isEqualTo(read("\"fit\": \"crop\", "));
    assertThat(usual.squashes()).isFalse();
    assertThat(usual.resampling()).isEqualTo("bilinear");
    // Stored keys of results contain it as text.
    assertThat(Json.write(usual)).doesNotContain("fit");
  }

  @Test
  void squashedImagesAreOtherPixelsAndKeepTheirFitThroughAnotherSize() {
    Preprocessing squashed = read("\"fit\": \"squash\", ");

    assertThat(squashed).isNotEqualTo(Preprocessing.imageNet());
    assertThat(squashed.resampling()).isEqualTo("bilinear-squash");
    assertThat(squashed.withSize(64, 64).squashes()).isTrue();
    assertThat(Json.read(Json.write(squashed), Preprocessing.class)).isEqualTo(squashed);
    assertThat(Preprocessing.imageNet().squashedTo(256).crop()).isEqualTo(256);
  }

  @Test
  void paddedImagesAreOtherPixelsAgain() {
    Preprocessing padded = Preprocessing.dinoV2().withSize(518, 518).withFit("pad");

    assertThat(padded.resampling()).isEqualTo("bicubic-pad");
    assertThat(Preprocessing.checkResampling("bicubic-pad")).isEqualTo("bicubic-pad");
    assertThat(Preprocessing.interpolationOf("bicubic-pad")).isEqualTo("bicubic");
    assertThat(Preprocessing.pads("bicubic-pad")).isTrue();
    assertThat(Preprocessing.squashes("bicubic-pad")).isFalse();
    assertThat(padded.inputWords()).isEqualTo("518 px padded");
    assertThat(padded.sides() + padded.padding()).isEqualTo("longer side on a black square");
    assertThat(padded.withFit("crop")).isEqualTo(Preprocessing.dinoV2().withSize(518, 518));
    assertThat(Json.read(Json.write(padded), Preprocessing.class)).isEqualTo(padded);
  }

  @Test
  void refusesAnotherFitAndAnotherResampling() {
    assertThatThrownBy(() -> read("\"fit\": \"stretch\", "))
        .hasMessageContaining("fit must be one of crop, squash, pad, not 'stretch'");
    assertThatThrownBy(() -> Preprocessing.checkResampling("area"))
        .hasMessageContaining("interpolation must be one of bilinear, bicubic, not 'area'");
  }
}
