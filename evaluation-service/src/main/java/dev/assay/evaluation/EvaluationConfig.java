// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import dev.assay.s3.S3Config;
import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** The settings of this service. */
@ConfigMapping(prefix = "assay.evaluation")
public interface EvaluationConfig {
  /** Folder of the artifact store, shared by all services. */
  Path artifactsRoot();

  /**
   * The bucket that replaces the folder as the store; the folder then has this service's copies.
   */
  S3Config s3();
}
