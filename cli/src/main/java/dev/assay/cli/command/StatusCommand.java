// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.Console;
import dev.assay.cli.client.AssayClient;
import dev.assay.cli.client.StudyNames;
import dev.assay.cli.client.StudyView;
import dev.assay.cli.progress.ProgressLines;
import dev.assay.cli.stack.StackFile;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Show the stack and its studies, or the progress of one study.")
final class StatusCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "STUDY",
      description = "A study's id, the beginning of it, or its name.")
  private @Nullable String study;

  StatusCommand(Program program) {
    this.program = program;
  }

  /** The document of {@code --json}. */
  record Status(@Nullable StackStatus stack, List<StudyView> studies) {}

  @Override
  public Integer call() {
    try (StackAccess access = StackAccess.existing(common)) {
      Optional<StackStatus> stack =
          common.server().isPresent()
              ? Optional.empty()
              : StackAccess.live(common.home()).map(file -> StackStatus.of(common.home(), file));
      boolean starting = stack.filter(s -> s.state() == StackFile.State.STARTING).isPresent();
      List<StudyView> studies = starting ? List.of() : studies(access.client());
      if (common.json()) {
        program.console().document(new Status(stack.orElse(null), studies));
      } else {
        print(stack, studies);
      }
    }
    return 0;
  }

  private List<StudyView> studies(AssayClient client) {
    List<StudyView> all = client.studies();
    if (study == null) {
      return all;
    }
    String id = StudyNames.find(all, study).studyId();
    return List.of(
        client.study(id).orElseThrow(() -> CliException.badInput("study " + id + " is gone")));
  }

  private void print(Optional<StackStatus> stack, List<StudyView> studies) {
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
                    part.name(), part.alive() ? "pid " + part.pid() : "is being restarted");
          }
        });
    console.out().println(studies.isEmpty() ? "No studies." : "Studies:");
    for (StudyView view : studies) {
      console.out().printf("  %s  %s  %s%n", view.studyId(), view.stateLabel(), view.title());
      if (study != null) {
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
