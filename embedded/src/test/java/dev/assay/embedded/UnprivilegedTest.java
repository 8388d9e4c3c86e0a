// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnprivilegedTest {
  @TempDir Path folder;

  private static void onlyAsRoot() {
    if (!"root".equals(System.getProperty("user.name"))) {
      System.err.println("SKIPPED: ways for root to run PostgreSQL are only tested as root");
      Assumptions.abort("not root");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Linux", "Mac OS X"})
  void anotherUserThanRootNeedsNoTool(String os) {
    Unprivileged way = Unprivileged.of(os, false, UnprivilegedTest::neverAsked);

    assertThat(way).isEqualTo(new Unprivileged.AsIs());
    assertThat(way.prefix()).isEmpty();
  }

  @Test
  void rootOnMacosIsRefusedWithoutStartingLinuxTools() {
    assertThatThrownBy(() -> Unprivileged.of("Mac OS X", true, UnprivilegedTest::neverAsked))
        .isInstanceOf(EmbeddedException.class)
        .hasMessageContaining("as another user")
        .hasMessageNotContaining("unshare");
  }

  @Test
  void rootOnLinuxTakesTheFirstWayThatWorks() {
    assertThat(Unprivileged.of("Linux", true, way -> true))
        .isEqualTo(new Unprivileged.UserNamespace());
    assertThat(Unprivileged.of("Linux", true, Unprivileged.Nobody.class::isInstance))
        .isEqualTo(new Unprivileged.Nobody());
    assertThatThrownBy(() -> Unprivileged.of("Linux", true, way -> false))
        .hasMessageContaining("neither 'unshare -U' nor 'setpriv'");
  }

  private static boolean neverAsked(Unprivileged way) {
    throw new AssertionError("tried " + way);
  }

  @Test
  void runsAsAnotherUserThatCanWriteItsFolder() throws Exception {
    onlyAsRoot();
    Unprivileged way = Unprivileged.here();

    assertThat(canWriteAndIsNotRoot(way)).isTrue();
  }

  @Test
  void fallsBackToNobodyWhereNamespacesAreDenied() throws Exception {
    onlyAsRoot();
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
