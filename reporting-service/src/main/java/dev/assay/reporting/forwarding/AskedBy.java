// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.forwarding;

import dev.assay.rest.Caller;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** In whose name the page asks other services: in that of the request that it answers. */
@Singleton
class AskedBy {
  private final CurrentVertxRequest request;

  AskedBy(CurrentVertxRequest request) {
    this.request = request;
  }

  Optional<Caller> caller() {
    @Nullable RoutingContext current = request.getCurrent();
    return current == null ? Optional.empty() : Caller.of(current);
  }
}
