// SPDX-License-Identifier: Apache-2.0
package dev.assay.processes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessRegistryTest {
  @TempDir Path folder;
  private ChildProcess child;

  @BeforeEach
  void startChild() throws Exception {
    child = ChildProcess.of(List.of("sleep", "600")).log(folder.resolve("log")).start();
  }

  @AfterEach
  void stopChild() {
    child.kill();
  }

  @Test
  void stopsAProcessThatItKnowsFromAFile() throws Exception {
    ObjectMapper json = new ObjectMapper();
    ProcessRegistry written =
        ProcessRegistry.EMPTY.with(KnownProcess.of("sleeper", child.handle()));

    ProcessRegistry read = json.readValue(json.writeValueAsString(written), ProcessRegistry.class);

    assertThat(read).isEqualTo(written);
    assertThat(read.stopAll(Duration.ofSeconds(10)))
        .extracting(KnownProcess::name)
        .containsExactly("sleeper");
    assertThat(child.isAlive()).isFalse();
    assertThat(read.stopAll(Duration.ofSeconds(10))).isEmpty();
  }

  @Test
  void leavesAProcessAloneThatGotThePidLater() {
    KnownProcess earlier =
        new KnownProcess(
            "gone",
            child.pid(),
            KnownProcess.of("sleeper", child.handle()).startedAtMillis() - 60_000);

    assertThat(earlier.isAlive()).isFalse();
    assertThat(earlier.stop(Duration.ofSeconds(1))).isFalse();
    assertThat(child.isAlive()).isTrue();
  }

  @Test
  void keepsOneProcessPerName() {
    ProcessRegistry registry =
        ProcessRegistry.EMPTY
            .with(new KnownProcess("broker", 1, 1))
            .with(new KnownProcess("broker", 2, 2));

    assertThat(registry.processes()).containsExactly(new KnownProcess("broker", 2, 2));
    assertThat(registry.without("broker").processes()).isEmpty();
  }
}
