// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WholeAnswerTest {
  /** On a busy machine a worker loses its turn between asking and waiting for the answer. */
  @Test
  void isWholeForAWorkerWhoComesLate() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", OtherServices.text(200, "text/plain", "whole"));
    server.start();
    Vertx vertx = Vertx.vertx();
    HttpClient client = vertx.createHttpClient();
    try {
      URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
      Upstream upstream = new Upstream("a-service", address, client, Optional.empty());

      Future<WholeAnswer> answer = upstream.request(HttpMethod.GET, "/").compose(WholeAnswer::to);
      for (int later = 0; later < 20; later++) {
        assertThat(Fetch.from(upstream, "/")).hasValueSatisfying(WholeAnswerTest::isWhole);
      }

      WholeAnswer read = answer.toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
      isWhole(read.body().getBytes());
      assertThat(read.status()).isEqualTo(200);
      assertThat(read.contentType()).isEqualTo("text/plain");
    } finally {
      server.stop(0);
      client.close();
      vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }
  }

  private static void isWhole(byte[] body) {
    assertThat(body).asString().isEqualTo("whole");
  }
}
