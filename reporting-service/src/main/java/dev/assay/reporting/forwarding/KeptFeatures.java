// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.forwarding;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The features of runs on frozen backbones, which the services that computed them keep. Blocks; for
 * worker threads.
 */
@Singleton
public class KeptFeatures {
  private final Upstreams upstreams;

  KeptFeatures(Upstreams upstreams) {
    this.upstreams = upstreams;
  }

  /**
   * Those of the scoring, then those of the training, as far as they are kept.
   *
   * @throws IOException if a service cannot be reached
   */
  public List<ArtifactRef> of(String studyId, String runKey) throws IOException {
    List<ArtifactRef> files = new ArrayList<>();
    String path = "/runs/" + runKey + "/features";
    Fetch.from(upstreams.inference(), path + "?study=" + studyId)
        .ifPresent(body -> files.add(ref(body)));
    Fetch.from(upstreams.training(), path).ifPresent(body -> files.add(ref(body)));
    return files;
  }

  private static ArtifactRef ref(byte[] body) {
    return Json.read(new String(body, StandardCharsets.UTF_8), ArtifactRef.class);
  }
}
