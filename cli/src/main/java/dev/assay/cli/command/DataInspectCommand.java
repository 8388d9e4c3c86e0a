// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.Console;
import dev.assay.cli.data.Inspection;
import dev.assay.cli.data.InspectionText;
import dev.assay.cli.study.Scans;
import dev.assay.cli.study.StudyFile;
import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.study.DecodingReader;
import dev.assay.contracts.study.StudySpec;
import dev.assay.datasets.layout.Layout;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = {
      "Read a folder of images and show its contents: images, classes, patients,"
          + " attributes, files that are left out and why, duplicates and near-duplicates.",
      "It needs no stack and stores nothing. With --split it also shows the split that a"
          + " study would make if its stack has not yet split the data set."
    })
final class DataInspectCommand implements Callable<Integer> {
  private static final String DECODING = "--decoding";
  private static final String EARLIER_DECODING = "--reading";

  /** The names of all layouts, for the help. */
  static final class LayoutNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Layout.ALL.keySet().iterator();
    }
  }

  private final Program program;

  @Parameters(
      paramLabel = "DIR",
      description = "The folder of images, or an archive of it (.zip, .tar, .tar.gz, .tgz).")
  private Path folder = Path.of("");

  @Option(
      names = "--layout",
      paramLabel = "LAYOUT",
      description =
          "Layout of the folder, as in a study: ${COMPLETION-CANDIDATES} (default: that of the data"
              + " set of --split; otherwise all are tried, it says which fit and why, and the one"
              + " that fits best is used).",
      completionCandidates = LayoutNames.class)
  private @Nullable String layout;

  @Option(
      names = DECODING,
      paramLabel = "KEY=VALUE",
      split = ",",
      description =
          "Decoding options, as in a study: orientation=ignore or apply (EXIF), sixteen-bit=clip,"
              + " min-max or high-byte, alpha=drop or white, secondary-capture=leave-out or accept,"
              + " frames=leave-out, first, middle, last, every or a number, slice-axis=third,"
              + " second or first (default: those of the data set of --split, or the first of each,"
              + " as in the original study).")
  private Map<String, String> decoding = Map.of();

  @Option(names = EARLIER_DECODING, hidden = true, split = ",")
  private Map<String, String> earlierDecoding = Map.of();

  @Option(
      names = "--split",
      paramLabel = "STUDY.yaml",
      description = "Also show the split of this study.")
  private @Nullable Path study;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "Which of the study's data sets it is (default: its only one).")
  private @Nullable String dataset;

  @Option(
      names = "--strict",
      description =
          "Refuse the folder if more than one in a hundred images of a class is left out, if the"
              + " share of a class changes by more than 2 points, or if a row of a table cannot be"
              + " read.")
  private boolean strict;

  @Option(
      names = "--json",
      description = "Print one JSON document on stdout; everything else goes to stderr.")
  private boolean json;

  DataInspectCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    try (Scans scans = new Scans(SaidProgress.of(program.console()))) {
      return inspect(scans);
    }
  }

  private int inspect(Scans scans) {
    Optional<StudySpec.Dataset> wanted = Optional.ofNullable(study).map(this::dataset);
    Console console = program.console();
    String name =
        Optional.ofNullable(layout)
            .or(() -> wanted.map(StudySpec.Dataset::layout))
            .orElseGet(() -> FittingLayout.of(folder, scans, console));
    Inspection found = Inspection.of(folder, scans, name, decoding(wanted), wanted, strict);
    if (json) {
      console.document(found);
    } else {
      InspectionText.of(found).stream().map(console::emphasised).forEach(console.out()::println);
      console.out().flush();
    }
    return 0;
  }

  private DecodingOptions decoding(Optional<StudySpec.Dataset> wanted) {
    Map<String, String> given = new LinkedHashMap<>(earlierDecoding);
    given.putAll(decoding);
    if (!earlierDecoding.isEmpty()) {
      program.console().warnOfEarlierName(EARLIER_DECODING, DECODING);
    }
    if (given.isEmpty()) {
      return wanted
          .flatMap(dataset -> Optional.ofNullable(dataset.decoding()))
          .orElseGet(DecodingOptions::paper);
    }
    try {
      return DecodingReader.of(DECODING, given);
    } catch (FaultException e) {
      throw CliException.badInput("inspect", e.faults());
    }
  }

  private StudySpec.Dataset dataset(Path file) {
    StudyFile read = StudyFile.read(file);
    read.warnings().forEach(warning -> program.console().say("warning: " + warning));
    List<StudySpec.Dataset> all = read.spec().datasets();
    if (dataset == null && all.size() == 1) {
      return all.getFirst();
    }
    List<String> names = all.stream().map(StudySpec.Dataset::name).toList();
    return all.stream()
        .filter(d -> d.name().equals(dataset))
        .findFirst()
        .orElseThrow(
            () ->
                CliException.badInput(
                    file.toString(),
                    List.of(
                        new Fault(
                            "--dataset",
                            dataset,
                            "must be one of the study's data sets: " + String.join(", ", names)))));
  }
}
