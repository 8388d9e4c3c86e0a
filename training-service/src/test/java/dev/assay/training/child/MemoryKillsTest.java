// SPDX-License-Identifier: Apache-2.0
package dev.assay.training.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryKillsTest {
  @TempDir Path folder;

  /** The format of cgroup v2's memory.events and of /proc/vmstat: a name and a number per line. */
  @Test
  void readsTheFirstCounterThatIsThere() throws Exception {
    Path group = folder.resolve("memory.events");
    Path machine = Files.writeString(folder.resolve("vmstat"), "nr_free_pages 9\noom_kill 4\n");

    assertThat(MemoryKills.count(List.of(group, machine))).isEqualTo(4);
    Files.writeString(group, "low 0\noom 3\noom_kill 2\noom_group_kill 0\n");
    assertThat(MemoryKills.count(List.of(group, machine))).isEqualTo(2);
    assertThat(MemoryKills.count(List.of(folder.resolve("none")))).isZero();
  }
}
