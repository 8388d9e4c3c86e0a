// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import dev.assay.s3.S3Config;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
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

  /** Folder with all jars of the embedder's class path, which runs imported networks. */
  Path embedderLib();

  /** ScratchFolders folders and logs of scorings. */
  Path workDir();

  /** Folder into which the native engine is unpacked; the same for training on one machine. */
  Path engineCache();

  /** Heap of the scorer; pixels and tensors lie outside it. */
  String scorerHeap();

  @WithDefault("dev.assay.backbones.scorer.ScorerMain")
  String mainClass();

  /** How many scorings a child does, one after another; 1: a process for each. */
  @WithDefault("50")
  int scoringsPerChild();

  /** A child that has become larger than this is replaced, in bytes. */
  @WithDefault("2000000000")
  long childMemory();

  /** How long a child waits for another scoring. */
  @WithDefault("30s")
  Duration childIdle();

  /** So many explanations wait at most: each is short, but they go before scorings. */
  @WithDefault("16")
  int explanationsWaiting();

  /** How long explanations are kept; 0: for ever. One that is gone is made again when asked for. */
  @WithDefault("90d")
  Duration explanationsKept();

  /** Time between SIGTERM and SIGKILL. A scorer has nothing to save at its end. */
  Duration stopGrace();
}
