// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.scorer;

import dev.assay.backbones.child.Child;
import dev.assay.backbones.child.EventLog;
import dev.assay.contracts.job.ScorerJob;
import java.io.IOException;
import java.util.function.Function;

/**
 * The scorer child process. One argument: the file of a {@link ScorerJob}, which it does. No
 * argument: it does one job after another, each named by a line of standard input.
 */
public final class ScorerMain {
  private static final Function<ScorerJob, String> EVENTS = ScorerJob::eventsFile;

  private ScorerMain() {}

  public static void main(String[] args) throws InterruptedException {
    if (args.length == 0) {
      Child.serve(System.in, System.out, ScorerJob.class, EVENTS, ScorerMain::run);
    } else {
      Child.endWithParent(System.in);
      System.exit(Child.run(args, ScorerJob.class, EVENTS, ScorerMain::run));
    }
  }

  private static String run(ScorerJob job, EventLog events) throws IOException {
    return new Scorer(job, events).run();
  }
}
