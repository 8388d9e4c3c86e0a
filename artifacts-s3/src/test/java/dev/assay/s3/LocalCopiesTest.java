// SPDX-License-Identifier: Apache-2.0
package dev.assay.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCopiesTest {
  private static final int SIZE = 100;

  @TempDir Path folder;
  private final AtomicInteger fetched = new AtomicInteger();
  private Instant now = Instant.now();
  private LocalCopies copies;

  @BeforeEach
  void roomForTwo() {
    copies = new LocalCopies(folder, 2 * SIZE, () -> now);
  }

  @Test
  void fetchesOnceWhatIsThere() {
    get(1);
    get(1);

    assertThat(fetched).hasValue(1);
  }

  @Test
  void makesRoomByWhatNobodyUsedForLongest() {
    get(1);
    later();
    get(2);
    later();
    get(1);
    later();

    get(3);

    assertThat(fetched).hasValue(3);
    get(1);
    assertThat(fetched).as("1 was used after 2").hasValue(3);
    get(2);
    assertThat(fetched).as("2 had to go").hasValue(4);
  }

  @Test
  void keepsWhatMayStillBeOpenedEvenPastTheLimit() {
    Path first = get(1);

    get(2);
    get(3);

    assertThat(first).exists();
  }

  private void later() {
    now = now.plus(Duration.ofHours(2));
  }

  private Path get(int content) {
    byte[] bytes = new byte[SIZE];
    bytes[0] = (byte) content;
    return copies.local(
        ArtifactRef.of(Hash.ofBytes(bytes), SIZE, "text/plain"),
        () -> {
          fetched.incrementAndGet();
          return new ByteArrayInputStream(bytes);
        });
  }
}
