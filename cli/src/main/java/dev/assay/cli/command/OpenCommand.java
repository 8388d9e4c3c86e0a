// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.client.AssayClient;
import dev.assay.cli.client.StudyNames;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "open",
    mixinStandardHelpOptions = true,
    description = {
      "Open the page of the stack in a browser.",
      "Prints a link that signs a browser in, once and within ten minutes, and opens it where there"
          + " is a desktop."
    })
final class OpenCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "STUDY",
      description =
          "A study's id, the beginning of it, or its name (default: the list of studies).")
  private @Nullable String study;

  @Option(names = "--print", description = "Only print the link.")
  private boolean print;

  OpenCommand(Program program) {
    this.program = program;
  }

  /** The document of {@code --json}. */
  record Link(String url) {}

  @Override
  public Integer call() {
    try (StackAccess access = StackAccess.existing(common)) {
      AssayClient client = access.client();
      String page =
          study == null ? "" : PageLink.of(StudyNames.find(client.studies(), study).studyId());
      URI link =
          client
              .pageLink(page)
              .orElseThrow(
                  () ->
                      CliException.environment(
                          "the server is of an earlier version, which has no links to its page"));
      if (common.json()) {
        program.console().document(new Link(link.toString()));
      } else {
        program.console().out().println(link);
        program.console().out().flush();
      }
      if (!print && !common.json()) {
        browse(link);
      }
      return 0;
    }
  }

  /** Where there is a desktop; whoever works without one has the link. */
  private void browse(URI link) {
    for (String opener : openers(System.getProperty("os.name"), program.environment())) {
      try {
        new ProcessBuilder(opener, link.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
        return;
      } catch (IOException e) {
        program
            .console()
            .say(
                "%s cannot be started (%s); open the link yourself"
                    .formatted(opener, e.getMessage()));
      }
    }
  }

  /** The program of the desktop that opens a link; none without a desktop. */
  static List<String> openers(String system, Map<String, String> environment) {
    if (system.startsWith("Mac")) {
      return List.of("open");
    }
    boolean desktop =
        Stream.of("DISPLAY", "WAYLAND_DISPLAY")
            .anyMatch(name -> !environment.getOrDefault(name, "").isBlank());
    return desktop ? List.of("xdg-open") : List.of();
  }
}
