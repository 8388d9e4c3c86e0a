// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpiringLogsTest {
  private static final Instant NOW = Instant.parse("2026-01-31T00:00:00Z");

  @TempDir Path folder;

  @Test
  void removesLogsThatNothingWasWrittenToForSoLong() throws IOException {
    Path old = log("old.log", Duration.ofDays(31));
    Path young = log("young.log", Duration.ofDays(29));
    Path other = log("old.json", Duration.ofDays(31));

    int removed = new ExpiringLogs(folder).removeExpired(keeping(Duration.ofDays(30)), NOW);

    assertThat(removed).isEqualTo(1);
    assertThat(old).doesNotExist();
    assertThat(young).exists();
    assertThat(other).exists();
  }

  @Test
  void keepsForEverWhereTheSettingSaysSo() throws IOException {
    Path old = log("old.log", Duration.ofDays(4_000));

    assertThat(new ExpiringLogs(folder).removeExpired(keeping(Duration.ZERO), NOW)).isZero();

    assertThat(old).exists();
  }

  @Test
  void aFolderThatIsNotThereHasNoLogs() {
    ExpiringLogs none = new ExpiringLogs(folder.resolve("none"));

    assertThat(none.removeExpired(keeping(Duration.ofDays(1)), NOW)).isZero();
  }

  private Path log(String name, Duration age) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "a line\n");
    return Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
  }

  private static RetentionConfig keeping(Duration logs) {
    return new RetentionConfig() {
      @Override
      public Duration every() {
        return Duration.ZERO;
      }

      @Override
      public Duration outbox() {
        return Duration.ZERO;
      }

      @Override
      public Duration inbox() {
        return Duration.ZERO;
      }

      @Override
      public Duration work() {
        return Duration.ZERO;
      }

      @Override
      public Duration logs() {
        return logs;
      }
    };
  }
}
