// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.job;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.assay.contracts.Check;
import dev.assay.contracts.recipe.RunSettings;

/**
 * The input of the trainer child process: a JSON file that its command line names. In the JSON the
 * properties of {@code run} and {@code files} are not nested.
 *
 * @param device {@code cpu}, {@code cuda} or {@code auto}
 * @param microBatch images per forward pass; the batch is accumulated from them
 */
public record TrainerJob(
    @JsonUnwrapped RunSettings run,
    String device,
    int microBatch,
    @JsonUnwrapped TrainerFiles files) {
  public TrainerJob {
    Check.present("run", run);
    Check.text("device", device);
    Check.atLeast("microBatch", microBatch, 1);
    Check.present("files", files);
  }
}
