// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.scorer;

import dev.assay.backbones.child.Child;
import dev.assay.contracts.job.ScorerJob;

/** The scorer child process: one argument, the file of a {@link ScorerJob}. */
public final class ScorerMain {
  private ScorerMain() {}

  public static void main(String[] args) {
    Child.endWithParent(System.in);
    System.exit(
        Child.run(
            args,
            ScorerJob.class,
            ScorerJob::eventsFile,
            (job, events) -> new Scorer(job, events).run()));
  }
}
