// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.client.AssayClient;
import dev.assay.cli.client.StudyNames;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "retry",
    mixinStandardHelpOptions = true,
    description = {
      "Try what failed in an ended study again, on the same images, splits and weights.",
      "The study gets the next id; stored results are used again, so only what has none is"
          + " computed. A cancelled study starts again likewise."
    })
final class RetryCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "STUDY", description = "A study's id, the beginning of it, or its name.")
  private String study = "";

  RetryCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    try (StackAccess access = StackAccess.existing(common)) {
      AssayClient client = access.client();
      String id = StudyNames.find(client.studies(), study).studyId();
      JsonNode answer = client.retry(id);
      String again = answer.path("studyId").asText();
      if (common.json()) {
        program.console().document(Map.of("studyId", again, "retryOf", id));
      } else {
        program
            .console()
            .out()
            .printf("Study %s tries again what has no result in %s.%n", again, id);
        program.console().out().flush();
        program.console().say("Follow it with: " + common.hint("status " + again + " --watch"));
      }
    }
    return 0;
  }
}
