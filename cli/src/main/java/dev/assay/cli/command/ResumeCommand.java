package dev.assay.cli.command;

import dev.assay.cli.client.AssayClient;
import dev.assay.cli.client.StudyNames;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    description = "Let the trainings of a paused study go on where they stopped.")
final class ResumeCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "STUDY", description = "A study's id, the beginning of it, or its name.")
  private String study = "";

  ResumeCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    try (StackAccess access = StackAccess.existing(common)) {
      AssayClient client = access.client();
      String id = StudyNames.find(client.studies(), study).studyId();
      client.resume(id);
      if (common.json()) {
        program.console().document(Map.of("studyId", id, "resumed", true));
      } else {
        program.console().out().println("Study " + id + " goes on.");
        program.console().out().flush();
      }
    }
    return 0;
  }
}
