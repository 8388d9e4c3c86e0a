// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.weights.Architecture.Kind;
import dev.assay.weights.MachineSpeed;
import dev.assay.weights.MachineSpeed.Speed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MachineSpeedMainTest {
  /** CPU time of this process counts, so what else the machine computes does not. */
  @Test
  void otherProcessesChangeTheSpeedsByLessThanAFactorOfTwo() throws Exception {
    MachineSpeed alone = MachineSpeedMain.measure(2, 1);
    MachineSpeed amongOthers;
    int processors = Runtime.getRuntime().availableProcessors();
    Process busy = java(BusyMain.class, Integer.toString(processors)).start();
    try {
      assertThat(busy.getInputStream().read()).isEqualTo(BusyMain.STARTED);
      amongOthers = MachineSpeedMain.measure(2, 1);
      assertThat(busy.isAlive()).isTrue();
    } finally {
      busy.destroyForcibly().waitFor();
    }

    assertThat(alone.isMeasured()).isTrue();
    assertThat(alone.engine()).startsWith("PyTorch ");
    assertThat(alone.threads()).isEqualTo(2);
    assertThat(alone.processors()).isEqualTo(processors);
    assertThat(alone.speeds()).containsOnlyKeys(Kind.values());
    for (Kind kind : Kind.values()) {
      Speed first = alone.speeds().get(kind);
      Speed second = amongOthers.speeds().get(kind);
      assertThat(second.scoring() / first.scoring()).isBetween(0.5, 2.0);
      assertThat(second.training() / first.training()).isBetween(0.5, 2.0);
    }
  }

  private static ProcessBuilder java(Class<?> main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }
}
