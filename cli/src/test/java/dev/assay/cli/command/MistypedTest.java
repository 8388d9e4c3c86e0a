// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said about a command line that is wrong: one line, where help is, and exit code 2. */
class MistypedTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "rnu x | 'rnu' is no command of assay; did you mean 'run'?",
        "nosuchcommand --help | 'nosuchcommand' is no command of assay",
        "weights lst | 'lst' is no command of assay weights; did you mean 'list'?",
        "run --imags x y | '--imags' is no option of assay run; did you mean '--images'?",
        "status --server localhost:8085 | --server: 'localhost:8085' is no address of a server",
        "status --server http://[x | --server: 'http://[x' is no address of a server",
        "status --server http://127.0.0.1:99999 | is no address of a server",
        "up --port abc | Invalid value for option '--port': 'abc' is not a whole number",
        "up --port 99999 | --port: '99999' must be from 1 to 65535",
        "completion zhs | 'zhs' is no shell that completions are made for;"
      })
  void saysInOneLineWhatIsWrong(String command, String message) {
    Cli.Result result = Cli.run(folder, command.split(" "));

    assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(result.err()).startsWith("assay: ").contains(message).doesNotContain("bug");
    assertThat(result.err().lines().toList()).hasSizeLessThanOrEqualTo(2);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void namesTheDataSetThatAFolderCannotBeOf() throws Exception {
    Path study =
        Files.writeString(
            folder.resolve("s.yaml"),
            "name: x\ndatasets: [{name: chest, layout: folder}]\npretrained: none\n"
                + "backbones: [mobilenet_v2]\n");

    Cli.Result result =
        Cli.run(folder, "run", study.toString(), "--images", "chst=" + folder, "--dry-run");

    assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(result.err())
        .contains("'chst' is no data set of this study, which has chest; did you mean 'chest'?");
  }

  @Test
  void hintRepeatsTheHome() {
    Cli.Result result = Cli.run(folder, "status", "--home", folder.resolve("h").toString());

    assertThat(result.code()).isEqualTo(ExitCode.NO_STACK.number());
    assertThat(result.err()).contains("start one with: assay up --home " + folder.resolve("h"));
  }

  @ParameterizedTest
  @CsvSource({
    "bash, complete -F _complete_assay",
    "zsh, bashcompinit",
    "fish, complete -c assay -n '__fish_use_subcommand' -a run"
  })
  void printsCompletionsForEachShell(String shell, String line) {
    Cli.Result result = Cli.run(folder, "completion", shell);

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains(line).contains("dry-run");
  }
}
