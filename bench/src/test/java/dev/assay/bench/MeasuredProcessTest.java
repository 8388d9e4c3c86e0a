// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuredProcessTest {
  private static final String ECHO =
      "while read -r work amount; do echo chatter; echo measured $amount 2 4 1024 0.5; done";

  @TempDir Path folder;

  private MeasuredProcess start(String script) throws IOException {
    return MeasuredProcess.start(
        "peer", List.of("sh", "-c", script), Map.of(), folder.resolve("log"));
  }

  @Test
  void answersEachPieceOfWorkInTurns() throws Exception {
    try (MeasuredProcess ours = start(ECHO);
        MeasuredProcess theirs = start(ECHO)) {
      Pairs pairs = Pairs.of(ours, theirs, "infer 8", 7);

      assertThat(pairs.ours()).hasSize(7).allMatch(m -> m.perCpuSecond() == 2);
      assertThat(pairs.theirs()).hasSize(7).allMatch(m -> m.perSecond() == 4);
      assertThat(pairs.ratio(Measurement::perSecond)).isEqualTo(new PairedRatio(1, 1));
    }
  }

  @Test
  void tellsWhatTheOtherSaidWhenItEnds() throws Exception {
    try (MeasuredProcess broken = start("read -r work; echo no such module >&2; exit 1")) {
      assertThatThrownBy(() -> broken.ask("infer 1"))
          .hasMessageContaining("peer ended at 'infer 1'")
          .hasMessageContaining("no such module");
    }
  }

  @Test
  void readsWhatItWrites() {
    Measurement measurement = new Measurement(8, 1.5, 2.5, 1 << 20, List.of(0.25, -1.0));

    assertThat(Measurement.read(measurement.line())).isEqualTo(measurement);
  }
}
