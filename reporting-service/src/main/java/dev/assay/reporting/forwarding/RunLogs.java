// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.forwarding;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The logs of runs, which the services that started them keep. Blocks; for worker threads. */
@Singleton
public class RunLogs {
  /** The longest tail of its log that training-service gives. */
  private static final int MOST = 1 << 20;

  private final Upstreams upstreams;

  RunLogs(Upstreams upstreams) {
    this.upstreams = upstreams;
  }

  /**
   * @return the log, or one sentence where the service has none of this run any more
   * @throws IOException if the service cannot be reached
   */
  public byte[] training(String runKey) throws IOException {
    return log(upstreams.training(), "/runs/" + runKey + "/log?bytes=" + MOST);
  }

  /** Likewise. */
  public byte[] scoring(String runKey) throws IOException {
    return log(upstreams.inference(), "/runs/" + runKey + "/log");
  }

  private static byte[] log(Upstream upstream, String path) throws IOException {
    return Fetch.from(upstream, path)
        .orElseGet(
            () -> "(the service keeps no log of this run)\n".getBytes(StandardCharsets.UTF_8));
  }
}
