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

  /** The bucket that takes the store's place; the folder then holds this service's copies. */
  S3Config s3();

  /** Folder with the jars of the scorer: its class path. */
  Path scorerLib();

  /** Scratch folders and logs of scorings. */
  Path workDir();

  /** Where the native engine unpacks itself, once per machine. */
  Path engineCache();

  /** Heap of a scorer. Pixels and tensors live outside of it. */
  String scorerHeap();

  /** What a scorer gets between SIGTERM and SIGKILL: it has nothing to save. */
  Duration stopGrace();
}
