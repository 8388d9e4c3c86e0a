// SPDX-License-Identifier: Apache-2.0
package dev.assay.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildEnvironmentTest {
  @TempDir Path folder;

  @Test
  void passesWhoTheUserIsAndTheGpusAndNothingElse() {
    Map<String, String> child =
        ChildEnvironment.of(
            Map.of(
                "PATH", "/bin",
                "HOME", "/home/a",
                "CUDA_VISIBLE_DEVICES", "0",
                "ASSAY_TOKEN", "x",
                "ASSAY_DB_PASSWORD", "x",
                "PGPASSWORD", "x",
                "LD_PRELOAD", "/tmp/x.so",
                "PYTORCH_LIBRARY_PATH", "/tmp"));

    assertThat(child)
        .containsOnly(
            Map.entry("PATH", "/bin"),
            Map.entry("HOME", "/home/a"),
            Map.entry("CUDA_VISIBLE_DEVICES", "0"));
  }

  @Test
  void takesLibrariesOnlyFromFoldersThatNobodyElseCanWrite() throws Exception {
    Path own = OwnFolder.create(folder.resolve("driver"));
    Path open = OwnFolder.create(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

    Map<String, String> child =
        ChildEnvironment.of(
            Map.of("LD_LIBRARY_PATH", own + ":" + open + "::relative:" + folder.resolve("none")));

    assertThat(child).containsOnly(Map.entry("LD_LIBRARY_PATH", own.toString()));
    assertThat(ChildEnvironment.of(Map.of("LD_LIBRARY_PATH", open.toString()))).isEmpty();
  }
}
