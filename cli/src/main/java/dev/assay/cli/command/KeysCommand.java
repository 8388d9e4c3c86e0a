// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.crate.SigningKey;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = {
      "Make a key that signs exports: FILE, which only you can read, and FILE.pub, which you",
      "give to whoever shall check them. Keys of openssl (Ed25519) are accepted, too."
    })
final class KeysCommand implements Callable<Integer> {
  private final Program program;

  @Parameters(paramLabel = "FILE", description = "The file of the new private key.")
  private Path file = Path.of("");

  KeysCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    String fingerprint = SigningKey.create(file.toAbsolutePath());
    program
        .console()
        .out()
        .println("%s and %s, key %s".formatted(file, SigningKey.publicFile(file), fingerprint));
    program.console().out().flush();
    return 0;
  }
}
