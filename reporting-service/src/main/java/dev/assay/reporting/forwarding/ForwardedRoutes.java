// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.forwarding;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/** Which requests go on to which service. The OpenAPI document lists the same paths. */
@ApplicationScoped
public class ForwardedRoutes {
  private static final List<HttpMethod> METHODS =
      List.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE);

  private final Upstreams upstreams;
  private final QuotaAudit quotas;

  ForwardedRoutes(Upstreams upstreams, QuotaAudit quotas) {
    this.upstreams = upstreams;
    this.quotas = quotas;
  }

  void register(@Observes Router router) {
    Upstream data = upstreams.data();
    for (String path : List.of("/datasets", "/datasets/*", "/weights", "/weights/*")) {
      for (HttpMethod method : METHODS) {
        router
            .route(method, path)
            .handler(quotas::watch)
            .handler(context -> Forwarder.forward(context, data));
      }
    }
    router.get("/uploads").handler(context -> Forwarder.forward(context, data));
    router.post("/studies").handler(context -> Forwarder.forward(context, data));
    router.post("/studies/:id/cancel").handler(context -> Forwarder.forward(context, data));
    router.post("/studies/:id/retry").handler(context -> Forwarder.forward(context, data));
    router
        .post("/studies/:id/cells/:cell/repetitions")
        .handler(context -> Forwarder.forward(context, data));
    router.post("/erasures").handler(context -> Forwarder.forward(context, data));

    Upstream training = upstreams.training();
    router.post("/studies/:id/pause").handler(context -> Forwarder.forward(context, training));
    router.post("/studies/:id/resume").handler(context -> Forwarder.forward(context, training));

    Upstream evaluation = upstreams.evaluation();
    for (String path :
        List.of(
            "/studies/:id/metrics",
            "/studies/:id/comparisons",
            "/comparisons/*",
            "/evaluations/*",
            "/cells/*")) {
      router.get(path).handler(context -> Forwarder.forward(context, evaluation));
    }
    for (String path : List.of("/studies/:id/comparisons", "/cells/*")) {
      router.post(path).handler(context -> Forwarder.forward(context, evaluation));
    }

    for (Upstream upstream : upstreams.all()) {
      router
          .post("/repairs/" + upstream.name())
          .handler(context -> Forwarder.forward(context, upstream));
      router
          .post("/rebuilds/" + upstream.name())
          .handler(context -> Forwarder.forward(context, upstream));
      String letters = "/letters/" + upstream.name();
      for (String path : List.of(letters, letters + "/*")) {
        for (HttpMethod method : METHODS) {
          router.route(method, path).handler(context -> Forwarder.forward(context, upstream));
        }
      }
    }

    Runs runs = new Runs(upstreams.runs());
    router.get("/runs").handler(runs::list);
    router.get("/runs/*").handler(runs::find);
  }
}
