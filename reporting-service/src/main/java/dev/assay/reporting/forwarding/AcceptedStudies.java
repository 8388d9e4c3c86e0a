// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.forwarding;

import dev.assay.reporting.ReportingConfig;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Studies that data-service has accepted. A client that has just submitted one may ask for it
 * before its events have come.
 */
@Singleton
public class AcceptedStudies {
  private static final Logger LOG = Logger.getLogger(AcceptedStudies.class);
  private static final int OK = 200;

  private final Upstream data;
  private final Duration patience;

  AcceptedStudies(Upstreams upstreams, ReportingConfig config) {
    this.data = upstreams.data();
    this.patience = config.connectTimeout().multipliedBy(2);
  }

  /** The study's id if data-service knows it. Blocks; for worker threads. */
  public Optional<String> find(String studyId) {
    String path = "/studies/" + URLEncoder.encode(studyId, StandardCharsets.UTF_8);
    try {
      int status =
          data.request(HttpMethod.GET, path)
              .compose(HttpClientRequest::send)
              // The client discards a body that is not read.
              .map(HttpClientResponse::statusCode)
              .toCompletionStage()
              .toCompletableFuture()
              .get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return status == OK ? Optional.of(studyId) : Optional.empty();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn(data.failure(e.getCause() == null ? e : e.getCause()));
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
