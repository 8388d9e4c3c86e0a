package dev.assay.backbones.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.weights.Architecture.Kind;
import dev.assay.weights.MachineSpeed;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MachineSpeedMainTest {
  @Test
  void measuresScoringAndTrainingOfEachKind() throws Exception {
    MachineSpeed speed = MachineSpeedMain.measure(2, Duration.ofMillis(1));

    assertThat(speed.isMeasured()).isTrue();
    assertThat(speed.engine()).startsWith("PyTorch ");
    assertThat(speed.threads()).isEqualTo(2);
    assertThat(speed.speeds()).containsOnlyKeys(Kind.values());
  }
}
