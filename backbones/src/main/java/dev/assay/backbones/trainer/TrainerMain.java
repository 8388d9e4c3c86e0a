// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import dev.assay.backbones.child.Child;
import dev.assay.backbones.child.EventLog;
import dev.assay.contracts.job.TrainerJob;
import java.io.IOException;
import java.util.function.Function;

/**
 * The trainer child process. One argument: the file of a {@link TrainerJob}, which it does. No
 * argument: it does one job after another, each named by a line of standard input.
 */
public final class TrainerMain {
  private static final Function<TrainerJob, String> EVENTS = job -> job.files().eventsFile();

  private TrainerMain() {}

  public static void main(String[] args) throws InterruptedException {
    if (args.length == 0) {
      Child.serve(System.in, System.out, TrainerJob.class, EVENTS, TrainerMain::run);
    } else {
      Child.endWithParent(System.in);
      System.exit(Child.run(args, TrainerJob.class, EVENTS, TrainerMain::run));
    }
  }

  private static String run(TrainerJob job, EventLog events) throws IOException {
    return new Trainer(job, events).run();
  }
}
