// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import dev.assay.backbones.child.Child;
import dev.assay.contracts.job.TrainerJob;

/** The trainer child process: one argument, the file of a {@link TrainerJob}. */
public final class TrainerMain {
  private TrainerMain() {}

  public static void main(String[] args) {
    Child.endWithParent(System.in);
    System.exit(
        Child.run(
            args,
            TrainerJob.class,
            job -> job.files().eventsFile(),
            (job, events) -> new Trainer(job, events).run()));
  }
}
