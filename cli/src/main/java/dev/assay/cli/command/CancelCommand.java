package dev.assay.cli.command;

import dev.assay.cli.client.AssayClient;
import dev.assay.cli.client.StudyNames;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "cancel",
    mixinStandardHelpOptions = true,
    description =
        "Cancel a study. Results that it already has stay; runs that another study wants go on.")
final class CancelCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "STUDY", description = "A study's id, the beginning of it, or its name.")
  private String study = "";

  CancelCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    try (StackAccess access = StackAccess.existing(common)) {
      AssayClient client = access.client();
      String id = StudyNames.find(client.studies(), study).studyId();
      client.cancel(id);
      if (common.json()) {
        program.console().document(Map.of("studyId", id, "cancelRequested", true));
      } else {
        program.console().out().println("Study " + id + " is being cancelled.");
        program.console().out().flush();
      }
    }
    return 0;
  }
}
