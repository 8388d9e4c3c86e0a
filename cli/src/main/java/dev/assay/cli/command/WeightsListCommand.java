// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.weights.OfficialFiles;
import dev.assay.cli.weights.WeightsAtHand;
import dev.assay.contracts.Preprocessing;
import dev.assay.terminal.TextWidth;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.BackboneEntry;
import dev.assay.weights.OfficialWeights;
import dev.assay.weights.WeightsFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "List the weights in the folder, each of which is read, and then the official weights that"
          + " can be fetched.",
      "With --json also addresses, papers, numbers of parameters and preprocessing."
    })
final class WeightsListCommand implements Callable<Integer> {
  private final Program program;
  private final List<OfficialWeights> registry;

  @Mixin private final WeightsOptions options = new WeightsOptions();

  WeightsListCommand(Program program, List<OfficialWeights> registry) {
    this.program = program;
    this.registry = registry;
  }

  /**
   * One file: an official one, or another one that is in the folder.
   *
   * @param backbone empty if the file cannot be used and no official name says it
   * @param state {@code here}, {@code partial} or {@code missing}
   * @param content {@code network} or {@code head}; empty if the file cannot be used
   * @param sha256 all digits, or the first ones if only these are published
   * @param fault why a file that is here cannot be used; absent: it can, or is not here
   * @param parameters number of parameters of the backbone with its official classifier; 0 if the
   *     backbone is not known
   */
  record Line(
      String backbone,
      String file,
      String state,
      String content,
      String sha256,
      @Nullable String fault,
      @Nullable String url,
      String source,
      @Nullable String licence,
      @Nullable String paper,
      long parameters,
      @Nullable Preprocessing preprocessing) {}

  @Override
  public Integer call() {
    OfficialFiles files = options.files(registry);
    WeightsAtHand here = WeightsAtHand.in(files.folder());
    if (options.json()) {
      program.console().document(lines(files, here));
      return 0;
    }
    print(files, here);
    return 0;
  }

  private void print(OfficialFiles files, WeightsAtHand here) {
    List<String> lines = new ArrayList<>(AtHandText.of(here, program.console().outColumns()));
    List<OfficialWeights> others =
        registry.stream().filter(w -> files.state(w) != OfficialFiles.State.HERE).toList();
    if (!others.isEmpty()) {
      lines.add("");
      lines.add("To fetch, with: assay weights pull NAME");
    }
    int name = width(others.stream().map(OfficialWeights::backbone).toList());
    int file = width(others.stream().map(OfficialWeights::fileName).toList());
    for (OfficialWeights weights : others) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %s  %s  %6.1f M parameters  %s, %s%s%s",
              TextWidth.pad(weights.backbone(), name),
              TextWidth.pad(weights.fileName(), file),
              BackboneCatalogue.require(weights.backbone()).parameters() / 1e6,
              weights.source(),
              weights.licence(),
              weights.access().gated() ? " (to be asked for)" : "",
              files.state(weights) == OfficialFiles.State.PARTIAL ? " (partly here)" : ""));
    }
    lines.forEach(program.console().out()::println);
    program.console().out().flush();
  }

  private static int width(List<String> texts) {
    return texts.stream().mapToInt(TextWidth::of).max().orElse(0);
  }

  private List<Line> lines(OfficialFiles files, WeightsAtHand here) {
    List<Line> lines = new ArrayList<>();
    for (OfficialWeights weights : registry) {
      lines.add(official(weights, files, here));
    }
    here.files().stream()
        .filter(found -> registry.stream().noneMatch(w -> w.fileName().equals(found.name())))
        .map(WeightsListCommand::own)
        .forEach(lines::add);
    return lines;
  }

  private static Line official(OfficialWeights weights, OfficialFiles files, WeightsAtHand here) {
    String fault =
        here.files().stream()
            .filter(found -> found.name().equals(weights.fileName()))
            .map(WeightsAtHand.Found::fault)
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElse(null);
    return new Line(
        weights.backbone(),
        weights.fileName(),
        files.state(weights).label(),
        weights.content().name().toLowerCase(Locale.ROOT),
        weights.sha256Prefix(),
        fault,
        weights.url().toString(),
        weights.source(),
        weights.licence(),
        weights.paper(),
        BackboneCatalogue.require(weights.backbone()).parameters(),
        weights.preprocessing());
  }

  private static Line own(WeightsAtHand.Found found) {
    String here = OfficialFiles.State.HERE.label();
    if (found.usable().isEmpty()) {
      return new Line("", found.name(), here, "", "", found.fault(), null, "", null, null, 0, null);
    }
    WeightsFile weights = found.usable().orElseThrow();
    BackboneEntry backbone = BackboneCatalogue.require(weights.backbone());
    return new Line(
        weights.backbone(),
        found.name(),
        here,
        weights.headLayers() > 0 ? "head" : "network",
        weights.sha256(),
        null,
        null,
        weights.source(),
        null,
        null,
        backbone.parameters(),
        weights.preprocessing());
  }
}
