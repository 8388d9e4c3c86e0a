// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.client.AssayClient;
import dev.assay.cli.client.StudyNames;
import dev.assay.cli.client.StudyView;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cancel}, {@code pause} and {@code resume}. */
@Command(mixinStandardHelpOptions = true)
final class StudyControlCommand implements Callable<Integer> {
  private final Program program;
  private final StudyControl control;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "STUDY", description = "A study's id, the beginning of it, or its name.")
  private String study = "";

  private StudyControlCommand(Program program, StudyControl control) {
    this.program = program;
    this.control = control;
  }

  static CommandLine commandLine(Program program, StudyControl control) {
    CommandLine line = new CommandLine(new StudyControlCommand(program, control));
    line.getCommandSpec().name(control.label()).usageMessage().description(control.description());
    return line;
  }

  @Override
  public Integer call() {
    try (StackAccess access = StackAccess.existing(common)) {
      AssayClient client = access.client();
      StudyView found = StudyNames.find(client.studies(), study);
      String id = found.studyId();
      if (found.hasEnded() && control != StudyControl.CANCEL) {
        throw CliException.badInput(
            "study %s has ended (%s): there is nothing to %s"
                .formatted(id, found.stateLabel(), control.label()));
      }
      client.command(id, control.label());
      if (common.json()) {
        program.console().document(Map.of("studyId", id, control.field(), true));
      } else {
        program.console().out().println(control.sentence(id));
        program.console().out().flush();
        if (control == StudyControl.PAUSE) {
          program.console().say("Continue it with: " + common.hint("resume " + id));
        }
      }
    }
    return 0;
  }
}
