// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.Console;
import java.io.PrintStream;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "receipt",
    mixinStandardHelpOptions = true,
    description = {
      "Show how far an erasure is, and what it removed.",
      "The receipt is written when every service has confirmed and the files are gone. Files that"
          + " were stored within the last hour wait."
    })
final class EraseReceiptCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "ERASURE", description = "The id that erase printed.")
  private String erasure = "";

  EraseReceiptCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    Console console = program.console();
    try (StackAccess access = StackAccess.existing(common)) {
      JsonNode state = access.client().records().erasure(erasure);
      if (common.json()) {
        console.document(state);
      } else {
        print(console.out(), state);
      }
    }
    console.out().flush();
    return 0;
  }

  private static void print(PrintStream out, JsonNode state) {
    JsonNode receipt = state.path("receipt");
    out.printf(
        "erasure %s of a %s, by %s at %s: %s%n",
        state.path("erasure").asText(),
        state.path("subject").asText(),
        state.path("by").asText(),
        state.path("requestedAt").asText(),
        receipt.isObject() ? "ended at " + receipt.path("endedAt").asText() : "removing");
    if (!receipt.isObject()) {
      StringJoiner names = new StringJoiner(", ");
      state.path("waitsFor").forEach(service -> names.add(service.asText()));
      out.printf(
          "%s%n",
          names.length() > 0
              ? "waits for " + names
              : "every service has removed its rows; files of the last hour wait");
      return;
    }
    receipt.path("hashes").forEach(hash -> out.printf("removed     %s%n", hash.asText()));
    receipt
        .path("studies")
        .forEach(
            study ->
                out.printf(
                    "withdrawn   study %s (%s)%n",
                    study.path("study").asText(), study.path("name").asText()));
    for (JsonNode service : receipt.path("services")) {
      StringJoiner removed = new StringJoiner(", ");
      service
          .path("removed")
          .forEach(one -> removed.add(one.path("what").asText() + " " + one.path("count").asInt()));
      out.printf(
          "%-19s %s%n",
          service.path("service").asText(), removed.length() == 0 ? "nothing" : removed);
    }
    out.printf(
        "%d stored files removed, %d kept: something else refers to them%n",
        receipt.path("files").asInt(), receipt.path("sharedFiles").asInt());
    out.printf("receipt     %s%n", state.path("receiptSha256").asText());
  }
}
