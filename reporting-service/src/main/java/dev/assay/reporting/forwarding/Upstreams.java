// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.forwarding;

import dev.assay.reporting.ReportingConfig;
import dev.assay.rest.Token;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;

/** The services behind this one. */
@Singleton
class Upstreams {
  /** Uploads and scans of data sets take a connection for minutes; further requests wait. */
  private static final int CONNECTIONS_PER_SERVICE = 64;

  private final HttpClient client;
  private final Upstream data;
  private final Upstream training;
  private final Upstream inference;
  private final Upstream evaluation;

  Upstreams(Vertx vertx, ReportingConfig config, Token token) {
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout((int) config.connectTimeout().toMillis())
                .setMaxPoolSize(CONNECTIONS_PER_SERVICE));
    data = new Upstream("data-service", config.dataUrl(), client, token.authorization());
    training =
        new Upstream("training-service", config.trainingUrl(), client, token.authorization());
    inference =
        new Upstream("inference-service", config.inferenceUrl(), client, token.authorization());
    evaluation =
        new Upstream("evaluation-service", config.evaluationUrl(), client, token.authorization());
  }

  Upstream data() {
    return data;
  }

  Upstream training() {
    return training;
  }

  Upstream inference() {
    return inference;
  }

  Upstream evaluation() {
    return evaluation;
  }

  List<Upstream> all() {
    return List.of(data, training, inference, evaluation);
  }

  /** The services that have runs, in the order of the requests. */
  List<Upstream> runs() {
    return List.of(training, inference);
  }

  @PreDestroy
  void close() {
    client.close();
  }
}
