package dev.assay.training;

import dev.assay.s3.S3Config;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The settings of this service: where things lie, how runs are planned and their children started.
 */
@ConfigMapping(prefix = "assay.training")
public interface TrainingConfig {
  /** Folder of the artifact store, shared by all services. */
  Path artifactsRoot();

  /** The bucket that takes the store's place; the folder then holds this service's copies. */
  S3Config s3();

  /** Folder of this service for what it does not keep: scratch folders and logs of runs. */
  Path workDir();

  /** Folder with all jars of the trainer's class path. */
  Path trainerLib();

  /**
   * What {@code device: auto} means in this installation: {@code cpu}, {@code cuda}, {@code auto}.
   */
  @WithDefault("auto")
  String device();

  /** GPUs of this machine, one worker each; 0: they are not counted, and a child sees them all. */
  @WithDefault("0")
  int gpus();

  /** Name and version of the engine in the trainer's folder; part of every training key. */
  @WithDefault("PyTorch 2.7.1")
  String engine();

  /** Heap of the child; the tensors lie outside it. */
  @WithDefault("1g")
  String heap();

  @WithDefault("dev.assay.backbones.trainer.TrainerMain")
  String mainClass();

  /** A child that says nothing for so long hangs. A first step on a slow disk takes minutes. */
  @WithDefault("15m")
  Duration silence();

  /** Between SIGTERM and SIGKILL; a child keeps nothing that it would have to save. */
  @WithDefault("3s")
  Duration stopGrace();

  /** A run that nobody demands any more keeps its checkpoint so long. */
  @WithDefault("7d")
  Duration keepScratch();
}
