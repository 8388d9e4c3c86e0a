// SPDX-License-Identifier: Apache-2.0
package dev.assay.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EarlierSettingsTest {
  private static SmallRyeConfig config(Map<String, String> variables) throws IOException {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withSources(
            new PropertiesConfigSource(
                EarlierSettingsTest.class.getResource("/application.properties"), 100),
            new PropertiesConfigSource(variables, "variables", 300))
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "quiet, QUIET, 30s",
    "max-wait, MAX_WAIT, 10m",
    "bucket-poll, BUCKET_POLL, 5m",
    "poll, POLL, 5s"
  })
  void readsTheEarlierVariableWhereTheNewOneIsNotSet(
      String property, String variable, String byDefault) throws IOException {
    String name = "assay.data.ingestion." + property;
    Map<String, String> earlier = Map.of("ASSAY_ARRIVALS_" + variable, "7s");
    Map<String, String> both =
        Map.of("ASSAY_ARRIVALS_" + variable, "7s", "ASSAY_INGESTION_" + variable, "9s");

    assertThat(config(Map.of()).getRawValue(name)).isEqualTo(byDefault);
    assertThat(config(earlier).getRawValue(name)).isEqualTo("7s");
    assertThat(config(both).getRawValue(name)).isEqualTo("9s");
  }

  @Test
  void warnsOfTheEarlierNamesThatAreSet() throws IOException {
    assertThat(EarlierSettings.inUse(config(Map.of("ASSAY_ARRIVALS_MAX_WAIT", "7s"))))
        .containsExactly(Map.entry("ASSAY_ARRIVALS_MAX_WAIT", "ASSAY_INGESTION_MAX_WAIT"));
    assertThat(EarlierSettings.inUse(config(Map.of("ASSAY_INGESTION_POLL", "7s")))).isEmpty();
  }
}
