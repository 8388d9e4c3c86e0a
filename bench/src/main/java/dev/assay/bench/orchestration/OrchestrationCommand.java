// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench.orchestration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.bench.Machine;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.EventType;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a study costs beside its arithmetic. */
@Command(
    name = "orchestration",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Measures a whole stack whose trainer and scorer do nothing.",
    description = {
      "Starts a stack of its own: the real services, broker and database, one worker each.",
      "Prints the time per cell, events and memory per service, and with --kills how long each",
      "process takes to come back after kill -9. All times are those of the events."
    })
public final class OrchestrationCommand implements Callable<Integer> {
  /** What each service publishes while a study runs; data-service only begins and ends it. */
  private static final Map<String, EventType> PUBLISHES =
      Map.of(
          "data-service", EventType.SPLIT_PUBLISHED,
          "training-service", EventType.MODEL_TRAINED,
          "inference-service", EventType.PREDICTIONS_READY,
          "evaluation-service", EventType.EVALUATION_COMPLETED);

  @Option(
      names = "--cells",
      split = ",",
      paramLabel = "N",
      description = "One study for each number of cells; default ${DEFAULT-VALUE}")
  private List<Integer> cells = List.of(1_000);

  @Option(names = "--kills", description = "Kill each process once, in a study of its own.")
  private boolean kills;

  @Override
  public Integer call() throws Exception {
    PrintStream out = System.out;
    List<StubStudy> studies = cells.stream().map(StubStudy::new).toList();
    out.println(Machine.describe());
    long start = System.nanoTime();
    try (StubStack stack = StubStack.start(Path.of(System.getProperty("assay.root", ".")))) {
      out.printf("stack ready after %.1f s%n%n", (System.nanoTime() - start) / 1e9);
      for (int i = 0; i < studies.size(); i++) {
        measure(stack, studies.get(i), i, out);
      }
      if (kills) {
        new Recovery(stack).measure(out);
      }
    }
    return 0;
  }

  private static void measure(StubStack stack, StubStudy study, int number, PrintStream out)
      throws IOException, InterruptedException {
    Path file = study.write(stack.folder(), "orchestration-" + number, number);
    long start = System.nanoTime();
    stack.run("run", file.toString(), "--json");
    double command = (System.nanoTime() - start) / 1e9;
    EventTimes times = EventTimes.read(stack.broker(), studyId(stack));
    double span =
        (times.last(EventType.EVALUATION_COMPLETED)
                - times.of(EventType.STUDY_SUBMITTED).getFirst())
            / 1e3;
    out.printf(
        "%d cells: %.0f cells a minute; submission to last evaluation %.1f s, last training to"
            + " study finished %.1f s, whole command %.1f s%n%n",
        study.cells(),
        study.cells() * 60 / span,
        span,
        (times.last(EventType.STUDY_FINISHED) - times.last(EventType.MODEL_TRAINED)) / 1e3,
        command);
    out.println(
        "| process | its events | per second | seconds between two, p50 | p99 | largest memory, MB"
            + " | CPU seconds so far |");
    out.println("|---|---|---|---|---|---|---|");
    for (Map.Entry<String, ProcessHandle> process : stack.processes().entrySet()) {
      out.println(row(process.getKey(), process.getValue(), times));
    }
    out.println();
  }

  static String studyId(StubStack stack) throws IOException {
    return Json.read(Files.readString(stack.output("run")), JsonNode.class)
        .path("studyId")
        .asText();
  }

  private static String row(String name, ProcessHandle process, EventTimes times)
      throws IOException {
    String events = " |  |  | ";
    EventType type = PUBLISHES.get(name);
    if (type != null) {
      List<Long> all = times.of(type);
      double[] between = times.intervals(type);
      events =
          between.length == 0
              ? "%d |  |  | ".formatted(all.size())
              : "%d | %.1f | %.3f | %.3f"
                  .formatted(
                      all.size(),
                      between.length * 1e3 / Math.max(1, all.getLast() - all.getFirst()),
                      between[between.length / 2],
                      between[(int) (between.length * 0.99)]);
    }
    return "| %s | %s | %d | %.0f |"
        .formatted(
            name,
            events,
            ProcessMemory.largest(process) / 1_000_000,
            process.info().totalCpuDuration().map(d -> d.toMillis() / 1e3).orElse(Double.NaN));
  }
}
