// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupKeyTest {
  @TempDir Path folder;

  /** Expected value: Python's hmac.new(key, message, sha256), the first 32 digits. */
  @Test
  void isHmacSha256() {
    GroupKey key = GroupKey.of("sixteen bytes ok".getBytes(StandardCharsets.UTF_8));

    assertThat(key.pseudonym("train:person1")).isEqualTo("905b33c2dca39878500f6d884a2537b2");
  }

  @Test
  void makesAKeyThatOnlyItsOwnerReads() throws IOException {
    Path file = folder.resolve("new/group.key");

    String first = GroupKey.ofFile(file).pseudonym("p");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(GroupKey.ofFile(file).pseudonym("p")).isEqualTo(first);
    try (var left = Files.list(file.getParent())) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void givesOneKeyToProcessesThatStartAtTheSameTime() throws Exception {
    Path file = folder.resolve("group.key");
    Set<String> pseudonyms = new HashSet<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      Callable<String> start = () -> GroupKey.ofFile(file).pseudonym("p");
      for (Future<String> one : pool.invokeAll(List.of(start, start, start, start))) {
        pseudonyms.add(one.get());
      }
    }
    assertThat(pseudonyms).hasSize(1);
  }

  @Test
  void refusesFilesWithoutAKey() throws IOException {
    Path file = Files.writeString(folder.resolve("group.key"), "secret");

    assertThatThrownBy(() -> GroupKey.ofFile(file))
        .isInstanceOf(IOException.class)
        .hasMessageNotContaining("secret\"");
    assertThatThrownBy(() -> GroupKey.of(new byte[8])).isInstanceOf(IllegalArgumentException.class);
  }
}
