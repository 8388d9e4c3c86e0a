// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import io.vertx.ext.web.RoutingContext;

/** Where a service writes down who asked it for what. Services without one write nothing. */
public interface Audit {
  /** Whether a request is written down. */
  boolean concerns(RoutingContext context);

  /**
   * Writes a request down before it is done. Blocks. A failure refuses the request: what cannot be
   * written down is not done.
   */
  void record(RoutingContext context, Caller caller);

  /** Writes down that somebody came with a wrong token. Blocks. */
  void refused(RoutingContext context);
}
