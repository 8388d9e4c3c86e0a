// SPDX-License-Identifier: Apache-2.0
package dev.assay.data;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * Warns once, at the start, of each environment variable that is set by its earlier name. {@code
 * application.properties} still reads it where the new name is not set.
 */
@ApplicationScoped
class EarlierSettings {
  private static final Logger LOG = Logger.getLogger(EarlierSettings.class);
  private static final String EARLIER = "ASSAY_ARRIVALS_";
  private static final String NOW = "ASSAY_INGESTION_";

  private final Config config;

  EarlierSettings(Config config) {
    this.config = config;
  }

  void warn(@Observes StartupEvent event) {
    inUse(config)
        .forEach(
            (earlier, now) -> LOG.warnf("%s is deprecated; it is called %s now", earlier, now));
  }

  /** The names of today by the earlier names that are set. */
  static Map<String, String> inUse(Config config) {
    Map<String, String> inUse = new TreeMap<>();
    for (String setting : List.of("QUIET", "MAX_WAIT", "BUCKET_POLL", "POLL")) {
      if (config.getOptionalValue(EARLIER + setting, String.class).isPresent()) {
        inUse.put(EARLIER + setting, NOW + setting);
      }
    }
    return inUse;
  }
}
