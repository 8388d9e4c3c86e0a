// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.data.DataConfig;
import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadQuotaTest {
  private record Settings(MemorySize bytes, long files, int atOnce, int perHour)
      implements DataConfig.Quota {
    static Settings of(long files, int atOnce, int perHour) {
      return new Settings(new MemorySize(BigInteger.ZERO), files, atOnce, perHour);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 0, 0, ASSAY_UPLOAD_FILES",
    "0, -2, 0, ASSAY_UPLOADS_AT_ONCE",
    "0, 0, -3, ASSAY_UPLOADS_PER_HOUR"
  })
  void aNegativeLimitIsRefusedByItsName(long files, int atOnce, int perHour, String setting) {
    Settings settings = Settings.of(files, atOnce, perHour);

    assertThatThrownBy(() -> UploadQuota.limits(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(setting + " is -")
        .hasMessageContaining("accepted: 0, which is no limit, or more");
  }

  @Test
  void zeroIsNoLimit() {
    assertThat(UploadQuota.limits(Settings.of(0, 0, 0)))
        .isEqualTo(new UploadUsage.Limits(0, 0, 0, 0));
    assertThat(UploadQuota.granted(0, 1L << 60, 10, 5)).isEqualTo(15);
  }

  @Test
  void nearTheLimitWhatIsLeftIsGranted() {
    assertThat(UploadQuota.granted(100, 60, 10, 5)).isEqualTo(15);
    assertThat(UploadQuota.granted(100, 60, 38, 5)).isEqualTo(40);
    assertThat(UploadQuota.granted(100, 60, 41, 5)).as("too little").isEqualTo(40);
    assertThat(UploadQuota.granted(100, 120, 1, 5)).as("after a lower setting").isNegative();
  }

  @Test
  void aRefusalNamesTheLargestDataSetsAndHowManyMore() {
    List<UploadUsage.OfDataset> held =
        List.of(
            new UploadUsage.OfDataset("a", 3L << 30, 9),
            new UploadUsage.OfDataset("b", 2048, 8),
            new UploadUsage.OfDataset("c", 5, 7),
            new UploadUsage.OfDataset("d", 0, 6));

    String text =
        RefusalText.of(
            new UploadUsage.Limits(4L << 30, 0, 0, 0),
            new UploadQuota.Reserved(2L << 30, 1),
            new UploadUsages.Held(3L << 30, 30, 1 << 20),
            held,
            true);

    assertThat(text)
        .startsWith(
            "you may hold 4.0 GiB in uploads and hold 3.0 GiB, of which 1.0 MiB are for uploads"
                + " being received, and this one needs at least 2.0 GiB; ")
        .endsWith("'a' has 3.0 GiB, 'b' has 2.0 KiB, 'c' has 5 bytes, and 1 more");
  }
}
