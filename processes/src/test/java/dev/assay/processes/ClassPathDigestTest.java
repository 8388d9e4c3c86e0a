// SPDX-License-Identifier: Apache-2.0
package dev.assay.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathDigestTest {
  @TempDir Path folder;
  private final ClassPathDigest digest = new ClassPathDigest();

  private Path libraries(String name, String first, String second) throws IOException {
    Path made = Files.createDirectories(folder.resolve(name).resolve("native")).getParent();
    Files.writeString(made.resolve("a.jar"), first);
    Files.writeString(made.resolve("native").resolve("b.so"), second);
    return made;
  }

  @Test
  void isOfNamesAndBytesAndNotOfTheirPlace() throws IOException {
    String one = digest.sha256(List.of(libraries("one", "x", "y")));

    assertThat(one).matches("[0-9a-f]{64}");
    assertThat(digest.sha256(List.of(libraries("two", "x", "y")))).isEqualTo(one);
    assertThat(digest.sha256(List.of(libraries("three", "x", "z")))).isNotEqualTo(one);
    assertThat(digest.sha256(List.of(libraries("four", "y", "x")))).isNotEqualTo(one);
    Path more = libraries("five", "x", "y");
    Files.writeString(more.resolve("c.jar"), "");
    assertThat(digest.sha256(List.of(more))).isNotEqualTo(one);
  }

  @Test
  void saysWhichFolderIsMissing() {
    Path missing = folder.resolve("nowhere");

    assertThatThrownBy(() -> digest.sha256(List.of(missing)))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("nowhere");
  }
}
