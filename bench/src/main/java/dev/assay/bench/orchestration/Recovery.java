// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench.orchestration;

import dev.assay.contracts.event.EventType;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How long a study stands still after kill -9 of one process. */
final class Recovery {
  private static final List<String> PROCESSES =
      List.of(
          "data-service",
          "training-service",
          "inference-service",
          "evaluation-service",
          "reporting-service",
          "kafka",
          "postgres");

  /** What shows that the process works again; of the others the evaluations. */
  private static final Map<String, EventType> SHOWN_BY =
      Map.of(
          "training-service", EventType.MODEL_TRAINED,
          "inference-service", EventType.PREDICTIONS_READY);

  /** So many that the study still runs long after the kill. */
  private static final int CELLS = 600;

  private static final Duration POLL = Duration.ofMillis(200);

  private final StubStack stack;

  Recovery(StubStack stack) {
    this.stack = stack;
  }

  void measure(PrintStream out) throws IOException, InterruptedException {
    out.println("| killed | longest pause of its events, or of evaluations, s | cells | ended |");
    out.println("|---|---|---|---|");
    for (int i = 0; i < PROCESSES.size(); i++) {
      out.println(after(PROCESSES.get(i), i));
    }
    out.println();
  }

  private String after(String name, int number) throws IOException, InterruptedException {
    StubStudy study = new StubStudy(CELLS);
    Path file = study.write(stack.folder(), "kill-" + name, 1_000 + number);
    long before = EventTimes.published(stack.broker(), EventType.EVALUATION_COMPLETED);
    Process client = stack.start("run", file.toString(), "--json");
    awaitCells(client, before + CELLS / 10);
    ProcessHandle process = stack.processes().get(name);
    if (process == null) {
      throw new IOException("the stack has no process " + name);
    }
    long killed = System.currentTimeMillis();
    process.destroyForcibly();
    stack.require(client, "run");
    EventTimes times = EventTimes.read(stack.broker(), OrchestrationCommand.studyId(stack));
    EventType type = SHOWN_BY.getOrDefault(name, EventType.EVALUATION_COMPLETED);
    return "| %s | %.1f | %d of %d | yes |"
        .formatted(
            name,
            times.longestPause(type, killed),
            times.of(EventType.EVALUATION_COMPLETED).size(),
            study.cells());
  }

  /** Waits until so many cells were evaluated since the stack is there. */
  private void awaitCells(Process client, long cells) throws IOException, InterruptedException {
    while (EventTimes.published(stack.broker(), EventType.EVALUATION_COMPLETED) < cells) {
      if (client.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        stack.require(client, "run");
        throw new IOException("the study ended before the kill");
      }
    }
  }
}
