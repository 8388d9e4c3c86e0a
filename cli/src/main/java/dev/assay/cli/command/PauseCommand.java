package dev.assay.cli.command;

import dev.assay.cli.client.AssayClient;
import dev.assay.cli.client.StudyNames;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "pause",
    mixinStandardHelpOptions = true,
    description =
        "Let the trainings of a study rest: they stop and keep what they have. Runs that another study"
            + " wants go on, and what is trained is scored.")
final class PauseCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "STUDY", description = "A study's id, the beginning of it, or its name.")
  private String study = "";

  PauseCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    try (StackAccess access = StackAccess.existing(common)) {
      AssayClient client = access.client();
      String id = StudyNames.find(client.studies(), study).studyId();
      client.pause(id);
      if (common.json()) {
        program.console().document(Map.of("studyId", id, "paused", true));
      } else {
        program
            .console()
            .out()
            .println("Study " + id + " is paused; 'assay resume' lets it go on.");
        program.console().out().flush();
      }
    }
    return 0;
  }
}
