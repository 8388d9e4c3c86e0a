// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.ExitCode;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataUploadsCommandTest {
  private static final String USAGE =
      """
      {"limits": {"bytes": 4294967296, "files": 0, "atOnce": 8, "perHour": 5000},
       "callers": [{"caller": "alice", "bytes": 3221225472, "files": 1200, "open": 1, "lastHour": 3,
         "datasets": [{"dataset": "xray", "bytes": 1572864, "files": 80}]}]}
      """;

  @TempDir Path folder;

  private Cli.Result command(FakeEntry entry, String... more) throws Exception {
    String[] words = {"data", "uploads", "--server", entry.url(), "--token", FakeEntry.TOKEN};
    String[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return Cli.run(folder, all);
  }

  @Test
  void showsWhatIsHeldAndTheLimits() throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      entry.more.put("GET /uploads", USAGE);

      assertThat(command(entry).out().lines())
          .containsExactly(
              "Each caller: bytes 4.0 GiB, files without limit, uploads at once 8, uploads an hour"
                  + " 5000",
              "alice  3.0 GiB, 1200 files; 1 being received, 3 within the hour",
              "    xray  1.5 MiB, 80 files");
      assertThat(command(entry, "--json").out()).contains("\"caller\"", "alice");
      entry.more.put("GET /uploads", "{\"limits\": {}, \"callers\": []}");
      assertThat(command(entry).out()).contains("Nobody holds anything.");
    }
  }

  @Test
  void whoIsRefusedReadsTheReasonAndMustAct() throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      entry.more.put(
          "GET /uploads", "{\"status\": 429, \"detail\": \"send the next in 60 seconds\"}");
      for (int status : new int[] {413, 429}) {
        entry.statuses.put("GET /uploads", status);
        Cli.Result refused = command(entry);

        assertThat(refused.code()).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(refused.err()).contains("send the next in 60 seconds");
      }
    }
  }
}
