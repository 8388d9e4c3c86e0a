// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.CliException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitCode;
import dev.assay.cli.client.AssayClient;
import dev.assay.cli.client.StudyNames;
import dev.assay.cli.client.StudyView;
import dev.assay.cli.progress.ProgressLines;
import dev.assay.cli.progress.ProgressScreen;
import dev.assay.cli.stack.Service;
import dev.assay.cli.stack.StackFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Show the stack and its studies, or the progress of one study.",
      "With --watch follow a study to its end. The exit code is then that of the study, and Ctrl-C"
          + " ends the watching alone."
    })
final class StatusCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "STUDY",
      description = "A study's id, the beginning of it, or its name.")
  private @Nullable String study;

  @Option(
      names = {"-w", "--watch"},
      description = "Follow the study to its end (default: the one that is running).")
  private boolean watch;

  StatusCommand(Program program) {
    this.program = program;
  }

  /**
   * The document of {@code --json}.
   *
   * @param setAside records that a service could not read or handle yet, by service; only services
   *     that have any
   * @param problem why studies are not listed; null if they are
   */
  record Status(
      @Nullable StackStatus stack,
      List<StudyView> studies,
      Map<String, SetAside> setAside,
      @Nullable String problem) {}

  /** How many records wait to be tried again, and how many can never be read. */
  record SetAside(int waiting, int dead) {}

  @Override
  public Integer call() {
    try (StackAccess access = StackAccess.existing(common)) {
      if (watch) {
        return watch(access);
      }
      Optional<StackStatus> stack =
          common.server().isPresent()
              ? Optional.empty()
              : StackAccess.live(common.home())
                  .map(file -> StackStatus.of(common.home(), file).withReadiness(file));
      boolean starting = stack.filter(s -> s.state() == StackFile.State.STARTING).isPresent();
      List<StudyView> studies = List.of();
      Map<String, SetAside> setAside = Map.of();
      CliException problem = null;
      if (!starting) {
        try {
          studies = studies(access.client());
          setAside = setAside(access.client());
        } catch (CliException e) {
          if (stack.isEmpty() || e.exitCode() == ExitCode.BAD_INPUT) {
            throw e;
          }
          // What the processes wait for is the more useful answer.
          problem = e;
        }
      }
      if (common.json()) {
        program
            .console()
            .document(
                new Status(
                    stack.orElse(null),
                    studies,
                    setAside,
                    problem == null ? null : problem.getMessage()));
      } else {
        Optional<String> page =
            starting || problem != null ? Optional.empty() : page(access.client(), studies);
        print(stack, studies, setAside, page, problem);
      }
      return problem == null ? 0 : problem.exitCode().number();
    }
  }

  private int watch(StackAccess access) {
    StudyView chosen = watched(access.client().studies());
    Console console = program.console();
    console.say("Study %s is %s".formatted(chosen.title(), chosen.studyId()));
    ProgressScreen screen = new ProgressScreen(console);
    StudyView end =
        Farewell.during(
            screen,
            StudyRun.farewell(chosen.studyId(), false, common::hint),
            () -> new StudyFollower(access, screen).follow(chosen.studyId()));
    screen.end();
    if (common.json()) {
      console.document(new Status(null, List.of(end), Map.of(), null));
    } else {
      console.out().println("Study %s: %s".formatted(end.studyId(), end.stateLabel()));
      console.out().println("Its table: " + common.hint("report " + end.studyId()));
      console.out().flush();
    }
    return StudyRun.exitCode(end).number();
  }

  private StudyView watched(List<StudyView> all) {
    if (study != null) {
      return StudyNames.find(all, study);
    }
    List<StudyView> running = all.stream().filter(view -> !view.hasEnded()).toList();
    if (running.size() != 1) {
      throw CliException.badInput(
          running.isEmpty()
              ? "no study is running; give the study to watch"
              : "%d studies are running; give the one to watch: %s"
                  .formatted(
                      running.size(),
                      String.join(", ", running.stream().map(StudyView::studyId).toList())));
    }
    return running.getFirst();
  }

  private Optional<String> page(AssayClient client, List<StudyView> studies) {
    return PageLink.line(client, study == null ? "" : PageLink.of(studies.getFirst().studyId()));
  }

  private static Map<String, SetAside> setAside(AssayClient client) {
    Map<String, SetAside> all = new LinkedHashMap<>();
    for (Service service : Service.values()) {
      try {
        JsonNode count = client.records().letters(service.processName(), 0, 0).path("count");
        SetAside some = new SetAside(count.path("waiting").asInt(), count.path("dead").asInt());
        if (some.waiting() + some.dead() > 0) {
          all.put(service.processName(), some);
        }
      } catch (CliException e) {
        // Its readiness says why it does not answer.
        continue;
      }
    }
    return all;
  }

  private List<StudyView> studies(AssayClient client) {
    List<StudyView> all = client.studies();
    if (study == null) {
      return all;
    }
    String id = StudyNames.find(all, study).studyId();
    // Of a large study what is at work says most.
    Optional<StudyView> found =
        client.study(id).flatMap(view -> view.isWhole() ? Optional.of(view) : client.running(id));
    return List.of(found.orElseThrow(() -> CliException.badInput("study " + id + " is gone")));
  }

  private void print(
      Optional<StackStatus> stack,
      List<StudyView> studies,
      Map<String, SetAside> setAside,
      Optional<String> page,
      @Nullable CliException problem) {
    Console console = program.console();
    stack.ifPresent(
        live -> {
          console
              .out()
              .printf("Stack on %s: %s, %s%n", live.home(), lower(live.state()), live.entry());
          for (StackStatus.Part part : live.processes()) {
            console
                .out()
                .printf(
                    "  %-18s %s%n",
                    part.name(),
                    part.alive()
                        ? "pid "
                            + part.pid()
                            + (part.readiness() == null ? "" : ", " + part.readiness())
                        : "is being restarted");
          }
        });
    setAside.forEach(
        (service, some) ->
            console
                .out()
                .printf(
                    "  %s has set records aside: %d are tried again, %d cannot be read;"
                        + " see: %s%n",
                    service, some.waiting(), some.dead(), common.hint("dlq list")));
    page.ifPresent(console.out()::println);
    if (problem != null) {
      console.out().flush();
      console.say("assay: " + problem.getMessage());
      return;
    }
    console.out().println(studies.isEmpty() ? "No studies." : "Studies:");
    for (StudyView view : studies) {
      console.out().printf("  %s  %s  %s%n", view.studyId(), view.stateLabel(), view.title());
      if (study != null) {
        if (!view.isWhole()) {
          console.out().println("  " + ProgressLines.counts(view));
        }
        ProgressLines.of(view, console.drawn() ? console.columns() : Integer.MAX_VALUE)
            .forEach(console.out()::println);
        view.failedComparisons()
            .forEach(failed -> console.out().println("  comparison failed: " + failed));
        view.notes().forEach(note -> console.out().println("  note: " + note));
      }
    }
    console.out().flush();
  }

  private static String lower(StackFile.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
