// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.ExitCode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RebuildCommandTest {
  @TempDir Path folder;

  private Cli.Result rebuild(FakeEntry entry, String... words) throws Exception {
    List<String> all = new java.util.ArrayList<>(List.of("rebuild"));
    all.addAll(List.of(words));
    all.addAll(List.of("--server", entry.url(), "--token", FakeEntry.TOKEN));
    return Cli.run(folder, all.toArray(new String[0]));
  }

  @Test
  void rebuildsOneServiceOrAllOfThem() throws Exception {
    try (FakeEntry entry = new FakeEntry("done").known()) {
      for (String service : List.of("data", "training", "inference", "evaluation", "reporting")) {
        entry.more.put(
            "POST /rebuilds/" + service + "-service", "{\"records\": 7, \"seconds\": 0.5}");
      }

      Cli.Result one = rebuild(entry, "training");
      Cli.Result all = rebuild(entry, "all");
      Cli.Result json = rebuild(entry, "all", "--json");

      assertThat(one.code()).as(one.err()).isZero();
      assertThat(one.out()).isEqualTo("training-service is made anew from 7 events in 0.5 s\n");
      assertThat(all.out().lines()).hasSize(5).allMatch(line -> line.contains("made anew"));
      assertThat(json.out().strip()).startsWith("[").endsWith("]");
      assertThat(rebuild(entry, "everything").code()).isEqualTo(ExitCode.BAD_INPUT.number());
    }
  }
}
