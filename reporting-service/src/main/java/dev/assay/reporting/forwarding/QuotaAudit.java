// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.forwarding;

import dev.assay.reporting.store.Audited;
import dev.assay.rest.Caller;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Set;
import org.jboss.logging.Logger;

/** Writes down that data-service has refused an upload because of the quota of its caller. */
@Singleton
class QuotaAudit {
  private static final Logger LOG = Logger.getLogger(QuotaAudit.class);
  private static final Set<Integer> OVER_QUOTA = Set.of(413, 429);

  private final Audited audited;

  QuotaAudit(Audited audited) {
    this.audited = audited;
  }

  void watch(RoutingContext context) {
    context.addHeadersEndHandler(
        head -> {
          int status = context.response().getStatusCode();
          if (OVER_QUOTA.contains(status)) {
            Caller.of(context).ifPresent(caller -> write(context, caller, status));
          }
        });
    context.next();
  }

  private void write(RoutingContext context, Caller caller, int status) {
    context
        .vertx()
        .executeBlocking(
            () -> {
              audited.overQuota(context, caller, status);
              return true;
            },
            false)
        .onFailure(e -> LOG.error("a refused upload is not in the audit log", e));
  }
}
