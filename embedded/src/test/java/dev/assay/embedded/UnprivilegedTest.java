package dev.assay.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnprivilegedTest {
  @TempDir Path folder;

  @BeforeEach
  void onlyAsRoot() {
    if (!"root".equals(System.getProperty("user.name"))) {
      System.err.println("SKIPPED: ways for root to run PostgreSQL are only tested as root");
      Assumptions.abort("not root");
    }
  }

  @Test
  void runsAsAnotherUserThatCanWriteItsFolder() throws Exception {
    Unprivileged way = Unprivileged.here();

    assertThat(canWriteAndIsNotRoot(way)).isTrue();
  }

  @Test
  void fallsBackToNobodyWhereNamespacesAreDenied() throws Exception {
    assertThat(canWriteAndIsNotRoot(new Unprivileged.Nobody())).isTrue();
  }

  /** The parent folder is root's alone, as /root is. */
  private boolean canWriteAndIsNotRoot(Unprivileged way) throws Exception {
    Path own = Files.createDirectory(folder.resolve("own"));
    way.own(own);
    List<String> words = new ArrayList<>(way.prefix());
    words.addAll(List.of("sh", "-c", "test $(id -u) -ne 0 && touch " + own.resolve("file")));
    Process process = new ProcessBuilder(words).inheritIO().start();
    return process.waitFor(10, TimeUnit.SECONDS)
        && process.exitValue() == 0
        && Files.exists(own.resolve("file"));
  }
}
