// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When the artifacts of an erasure are removed, and its receipt is written. */
@ConfigMapping(prefix = "assay.erasure")
public interface ErasureConfig {
  /** Time between two looks at erasures that are not finished. */
  @WithDefault("1m")
  Duration every();

  /**
   * An artifact that was put later than this before waits: the attempt that put it may still be
   * about to refer to it.
   */
  @WithDefault("1h")
  Duration grace();

  /**
   * Time after the last service has confirmed: who has read a reference before may still be about
   * to commit another.
   */
  @WithDefault("1m")
  Duration pause();
}
