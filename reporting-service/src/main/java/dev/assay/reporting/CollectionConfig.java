// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When artifacts that nothing refers to are removed. */
@ConfigMapping(prefix = "assay.gc")
public interface CollectionConfig {
  /** Time between two runs; 0 runs none but those that somebody asks for. */
  @WithDefault("6h")
  Duration every();

  /**
   * An artifact that was put later than this before is kept: the attempt that put it may still be
   * about to commit.
   */
  @WithDefault("1d")
  Duration grace();

  /**
   * How long an artifact must have been marked by an earlier run: who has read a reference to it
   * may be about to refer to it, too.
   */
  @WithDefault("1h")
  Duration mark();
}
