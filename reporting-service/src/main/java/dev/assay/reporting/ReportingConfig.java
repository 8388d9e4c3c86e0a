package dev.assay.reporting;

import dev.assay.s3.S3Config;
import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of the reporting service. */
@ConfigMapping(prefix = "assay.reporting")
public interface ReportingConfig {
  /** The artifact store that all services share. */
  Path artifactsRoot();

  /** The bucket that takes the store's place; the folder then holds this service's copies. */
  S3Config s3();

  /** data-service: data sets, weights, studies. */
  URI dataUrl();

  /** training-service: training runs and their logs. */
  URI trainingUrl();

  /** inference-service: scoring runs and their logs. */
  URI inferenceUrl();

  /** The secret that every request must bring; without one the service asks for none. */
  Optional<String> token();

  /** Longest wait for a connection to another service of the stack, which is near. */
  Duration connectTimeout();

  /** Digests of artifacts that are kept in memory: some kB each, read again when asked for. */
  int cachedResults();
}
