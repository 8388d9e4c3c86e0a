// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import dev.assay.s3.S3Config;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
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

  /** A bucket in place of the folder, which is then this service's cache. */
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

  /** Longest wait for a connection to another service; short, because they are in one network. */
  Duration connectTimeout();

  /** How many digests of artifacts stay in memory, some kB each; others are read again. */
  int cachedResults();

  /**
   * The most cells of which one document, export or page is made: while it is, the results of all
   * are in memory. {@code report.csv} has no such limit.
   */
  int documentCells();

  /** Who may see images: {@code everyone} who may see results, {@code nobody}, or a least role. */
  @WithDefault("everyone")
  String imagesShownTo();

  /** Who is notified of events. */
  Webhooks webhooks();

  /** Addresses that get each event as a signed request. */
  interface Webhooks {
    /** Absent: nobody is notified. */
    Optional<List<String>> urls();

    /** {@code whsec_} and base64 each; all of them sign, so that one can be replaced. */
    Optional<List<String>> secrets();

    /** CloudEvents types; absent: all but progress. */
    Optional<List<String>> events();

    /** Longest wait for the answer to one attempt. */
    Duration timeout();
  }
}
