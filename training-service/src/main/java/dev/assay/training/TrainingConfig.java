// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import dev.assay.s3.S3Config;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The settings of this service: its folders, how runs are planned, and how children are started.
 */
@ConfigMapping(prefix = "assay.training")
public interface TrainingConfig {
  /** Folder of the artifact store, shared by all services. */
  Path artifactsRoot();

  /** The bucket that replaces the folder, which then has this service's copies. */
  S3Config s3();

  /** Folder of this service for the scratch folders and the logs of runs. */
  Path workDir();

  /** Folder with all jars of the trainer's class path. */
  Path trainerLib();

  /** Folder with all jars of the embedder's class path, which runs imported networks. */
  @WithDefault("embedder/target/lib")
  Path embedderLib();

  /** Folder into which the native engine is unpacked; the same for scoring on one machine. */
  Path engineCache();

  /**
   * What {@code device: auto} means in this installation: {@code cpu}, {@code cuda}, {@code auto}.
   */
  @WithDefault("auto")
  String device();

  /** GPUs of this machine, one worker each; 0: they are not counted, and a child sees all. */
  @WithDefault("0")
  int gpus();

  /** Name and version of the engine in the trainer's folder; part of every training key. */
  @WithDefault("PyTorch 2.7.1")
  String engine();

  /** Heap of the child; tensors lie outside it. */
  @WithDefault("1g")
  String heap();

  @WithDefault("dev.assay.backbones.trainer.TrainerMain")
  String mainClass();

  /**
   * A child that reports nothing for so long is stopped. A first step on a slow disk takes minutes.
   */
  @WithDefault("15m")
  Duration silence();

  /**
   * How many runs of frozen backbones a child does, one after another, before it is replaced; 1: a
   * process for each. A run that fine-tunes has a process of its own in any case.
   */
  @WithDefault("50")
  int runsPerChild();

  /** A child that has become larger than this is replaced, in bytes. */
  @WithDefault("2000000000")
  long childMemory();

  /** How long a child waits for another run. */
  @WithDefault("30s")
  Duration childIdle();

  /** Time between SIGTERM and SIGKILL. A child has nothing to save at its end. */
  @WithDefault("3s")
  Duration stopGrace();

  /** How long the scratch folder of a run that was not touched is kept, with its checkpoint. */
  @WithDefault("7d")
  Duration keepScratch();
}
