// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeClientsTest {
  @TempDir Path folder;

  @Test
  void countsTheOthersUntilTheyEnd() {
    Home home = new Home(folder);
    try (HomeClients first = HomeClients.join(home)) {
      assertThat(first.others()).isZero();
      try (HomeClients second = HomeClients.join(home)) {
        assertThat(first.others()).isEqualTo(1);
        assertThat(second.others()).isEqualTo(1);
      }
      assertThat(first.others()).isZero();
    }
    assertThat(folder.resolve("clients")).isEmptyDirectory();
  }

  @Test
  void forgetsACommandThatWasKilled() throws Exception {
    Home home = new Home(folder);
    try (HomeClients first = HomeClients.join(home)) {
      Path left = Files.createFile(folder.resolve("clients/1-1.lock"));

      assertThat(first.others()).isZero();
      assertThat(left).doesNotExist();
    }
  }
}
