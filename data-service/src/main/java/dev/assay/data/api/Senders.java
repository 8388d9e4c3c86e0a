// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.api;

import dev.assay.data.quota.Sender;
import dev.assay.rest.Caller;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Says who sends an upload, from its request. */
final class Senders {
  private Senders() {}

  static Sender of(RoutingContext context) {
    @Nullable String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    return new Sender(
        Caller.of(context).orElse(Caller.STACK).name(),
        // The HTTP server has refused what is no number.
        length == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(length.strip())));
  }
}
