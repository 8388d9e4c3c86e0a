// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.job;

import dev.assay.contracts.Check;
import org.jspecify.annotations.Nullable;

/**
 * The files of a training. Paths are local to the machine; none of them reaches a result.
 *
 * @param weightsFile absent: random initialisation
 * @param headWeightsFile official classifier of the backbone, if the head is built on it; absent:
 *     it is not, or the initialisation is random
 * @param pixelsFile a {@link dev.assay.contracts.file.PixelsFile} at {@code preprocessing.resize}
 * @param manifestFile a {@link dev.assay.contracts.file.TrainingManifest}: the split without its
 *     test part
 * @param featuresFile cached features of this frozen backbone; absent: compute and write them
 * @param scratch the only folder the child writes to; kept between attempts, so that a later
 *     attempt resumes from the checkpoint in it
 * @param eventsFile where the child appends its {@link ChildEvent} lines
 */
public record TrainerFiles(
    @Nullable String weightsFile,
    @Nullable String headWeightsFile,
    String pixelsFile,
    String manifestFile,
    @Nullable String featuresFile,
    String scratch,
    String eventsFile) {
  public TrainerFiles {
    Check.text("pixelsFile", pixelsFile);
    Check.text("manifestFile", manifestFile);
    Check.text("scratch", scratch);
    Check.text("eventsFile", eventsFile);
  }
}
