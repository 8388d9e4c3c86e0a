// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import dev.assay.s3.S3Config;
import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.time.Duration;

/** The settings of this service. */
@ConfigMapping(prefix = "assay.inference")
public interface InferenceConfig {
  /** Folder of the artifact store, shared by all services. */
  Path artifactsRoot();

  /** The bucket that replaces the folder, which then has this service's copies. */
  S3Config s3();

  /** Folder with all jars of the scorer's class path. */
  Path scorerLib();

  /** ScratchFolders folders and logs of scorings. */
  Path workDir();

  /** Folder into which the native engine is unpacked; the same for training on one machine. */
  Path engineCache();

  /** Heap of the scorer; pixels and tensors lie outside it. */
  String scorerHeap();

  /** Time between SIGTERM and SIGKILL. A scorer has nothing to save at its end. */
  Duration stopGrace();
}
