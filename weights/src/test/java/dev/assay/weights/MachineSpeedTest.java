// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.contracts.Json;
import dev.assay.weights.Architecture.Kind;
import dev.assay.weights.MachineSpeed.Speed;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineSpeedTest {
  /**
   * Images per second of inference and of training with two threads: the table of docs/bench.md.
   */
  @ParameterizedTest
  @CsvSource({
    "mobilenet_v2, 39.56, 16.35",
    "resnet50, 13.22, 5.15",
    "densenet121, 10.70, 3.14",
    "vgg16, 4.26, 1.22",
    "dinov2_vits14, 8.57, 3.33",
    "dinov2_vitb14, 3.23, 1.03",
    "dinov2_vitl14, 0.97, 0.29"
  })
  void theStandardSpeedsAreWithinOneAndAHalfOfWhatWasMeasured(
      String name, double scored, double trained) {
    BackboneEntry backbone = BackboneCatalogue.require(name);
    MachineSpeed standard = MachineSpeed.standard(2);

    assertThat(standard.scoringSeconds(backbone, 224) * scored).isBetween(1 / 1.5, 1.5);
    assertThat(standard.trainingSeconds(backbone, 224) * trained).isBetween(1 / 1.5, 1.5);
  }

  @Test
  void moreThreadsAreFasterAndLargerImagesSlower() {
    BackboneEntry backbone = BackboneCatalogue.require("resnet50");
    double seconds = MachineSpeed.standard(2).scoringSeconds(backbone, 224);

    assertThat(MachineSpeed.standard(8).scoringSeconds(backbone, 224))
        .isCloseTo(seconds / 4, within(1e-12));
    assertThat(MachineSpeed.standard(2).scoringSeconds(backbone, 448))
        .isCloseTo(4 * seconds, within(1e-12));
  }

  @Test
  void refusesSpeedsThatAreNotThereOrNotPositive() {
    assertThatThrownBy(() -> new Speed(0, 1)).hasMessageContaining("must be positive");
    assertThatThrownBy(() -> new Speed(1, Double.NaN)).hasMessageContaining("must be positive");
    assertThatThrownBy(
            () -> new MachineSpeed("e", 2, 2, Map.of(Kind.CONVOLUTIONAL, new Speed(1, 1))))
        .hasMessageContaining("no speed of kind TRANSFORMER");
  }

  @Test
  void isReadAsItWasWritten() {
    MachineSpeed speed =
        new MachineSpeed(
            "an engine",
            4,
            2,
            Map.of(Kind.CONVOLUTIONAL, new Speed(1, 2), Kind.TRANSFORMER, new Speed(3, 4)));

    assertThat(Json.read(Json.write(speed), MachineSpeed.class)).isEqualTo(speed);
    assertThat(speed.isMeasured()).isTrue();
    assertThat(MachineSpeed.standard(2).isMeasured()).isFalse();
  }
}
