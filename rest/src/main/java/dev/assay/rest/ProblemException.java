// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Ends a request with a problem. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient Problem problem;
  private final @Nullable Duration retryAfter;

  public ProblemException(Problem problem) {
    this(problem, null);
  }

  /**
   * @param retryAfter when the same request may succeed; absent: not by waiting
   */
  public ProblemException(Problem problem, @Nullable Duration retryAfter) {
    super(problem.detail());
    this.problem = problem;
    this.retryAfter = retryAfter;
  }

  public Problem problem() {
    return problem;
  }

  Response response() {
    return retryAfter == null
        ? problem.response()
        : Response.fromResponse(problem.response())
            .header(HttpHeaders.RETRY_AFTER, Math.max(1, retryAfter.plusMillis(999).toSeconds()))
            .build();
  }
}
