// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import dev.assay.contracts.ArtifactRef;
import java.io.IOException;
import java.util.List;

/** The features that services keep of runs on frozen backbones. */
public interface RunFeatures {
  /**
   * Files with a tensor per image. Where two have the same image, the later one counts.
   *
   * @throws IOException if a service cannot be reached
   */
  List<ArtifactRef> of(String studyId, String runKey) throws IOException;
}
