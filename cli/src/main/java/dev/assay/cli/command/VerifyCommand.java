// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitCode;
import dev.assay.cli.crate.CrateCheck;
import dev.assay.cli.crate.RecomputedTable;
import dev.assay.cli.crate.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Check a crate that 'assay export --crate' made: its signature, the hash of every file,",
      "and that its table follows from its predictions, digit by digit. Needs no stack.",
      "Exit code 0: all is equal. 1: a file or a value differs. 2: no crate, or another signer."
    })
final class VerifyCommand implements Callable<Integer> {
  private final Program program;

  @Parameters(paramLabel = "CRATE", description = "The folder of the crate.")
  private Path crate = Path.of("");

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description = "The public key of the signer, from the signer.")
  private Path key = Path.of("");

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  VerifyCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    if (!Files.isDirectory(crate)) {
      throw CliException.badInput("%s is no folder".formatted(crate));
    }
    PublicKey signer = SigningKey.readPublic(key);
    CrateCheck check = CrateCheck.of(crate, signer);
    Console console = program.console();
    if (json) {
      console.document(check);
    } else {
      console.out().println("signed by key " + SigningKey.fingerprint(signer));
      check.faults().forEach(console.out()::println);
      RecomputedTable table = check.table();
      if (table != null) {
        table.differences().forEach(console.out()::println);
        console
            .out()
            .printf(
                "%d values of the table are equal to the last digit, %d differ; %d rows are not"
                    + " recomputed (baselines, pooled folds, decisions)%n",
                table.equal(), table.differences().size(), table.notRecomputed());
      }
      console.out().flush();
    }
    return check.isSound() ? ExitCode.OK.number() : ExitCode.FAILED_CELLS.number();
  }
}
