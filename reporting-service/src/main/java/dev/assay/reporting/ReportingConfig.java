package dev.assay.reporting;

import dev.assay.s3.S3Config;
import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

  /**
   * evaluation-service: metrics, comparisons, curves, and other settings for stored predictions.
   */
  URI evaluationUrl();

  /** The secret that every request must bring; without one the service asks for none. */
  Optional<String> token();

  /** Longest wait for a connection to another service of the stack, which is near. */
  Duration connectTimeout();

  /** Digests of artifacts that are kept in memory: some kB each, read again when asked for. */
  int cachedResults();

  /** Whom to tell of events. */
  Webhooks webhooks();

  /** Addresses that get each event as a signed request. */
  interface Webhooks {
    /** Without any nobody is told. */
    Optional<List<String>> urls();

    /** {@code whsec_} and base64 each; while one is being replaced both sign. */
    Optional<List<String>> secrets();

    /** CloudEvents types; absent: all that are kept for ever. */
    Optional<List<String>> events();

    /** Of one attempt. */
    Duration timeout();
  }
}
