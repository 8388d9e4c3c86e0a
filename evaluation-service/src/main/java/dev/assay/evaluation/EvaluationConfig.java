package dev.assay.evaluation;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** The settings of this service. */
@ConfigMapping(prefix = "assay.evaluation")
public interface EvaluationConfig {
  /** Folder of the artifact store, shared by all services. */
  Path artifactsRoot();
}
