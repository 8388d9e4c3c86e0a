// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.Console;
import dev.assay.cli.data.FindingParts;
import dev.assay.datasets.layout.FindingTable;
import dev.assay.datasets.split.SplitSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "split",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Divide a table of images with several findings each into train, validation and"
          + " test, for training elsewhere: whole patients, and the same share of every finding in"
          + " each part (iterative stratification).",
      "Needs no stack, and reads no image. 'assay evaluate' scores predictions on the test part."
    },
    footerHeading = "%nColumns of the table:%n",
    footer = {
      "  image, image_id, image_name, Image Index or Path; or --image",
      "  patient, patient_id, Patient ID, group, subject_id or lesion; or --group",
      "  true_<finding> ..., or those of --findings: 1 present, 0 absent, nothing or -1",
      "  not known; or 'Finding Labels' with all that are present, as Effusion|Mass",
      "  split             optional: test and validation images stay what they are",
      "",
      "  assay data split Data_Entry_2017.csv --out parts.csv",
      "  assay data split train.csv --findings Edema,Fracture --out parts.csv --seed 2"
    })
final class DataSplitCommand implements Callable<Integer> {
  private final Program program;

  @Parameters(paramLabel = "TABLE", description = "CSV, also with semicolons or tabs, also .gz.")
  private Path table = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description =
          "Where to write each image with its part and findings, as CSV for 'assay evaluate'.")
  private Path out = Path.of("");

  @Option(
      names = "--findings",
      split = ",",
      paramLabel = "COLUMN",
      description = "The columns of findings.")
  private List<String> findings = List.of();

  @Option(names = "--image", paramLabel = "COLUMN", description = "The column of images.")
  private @Nullable String image;

  @Option(names = "--group", paramLabel = "COLUMN", description = "The column of patients.")
  private @Nullable String group;

  @Option(
      names = "--test",
      paramLabel = "SHARE",
      defaultValue = "0.2",
      description = "Share of the test part (default: ${DEFAULT-VALUE}).")
  private double test = 0.2;

  @Option(
      names = "--validation",
      paramLabel = "SHARE",
      defaultValue = "0.2",
      description = "Share of the rest that is for validation (default: ${DEFAULT-VALUE}).")
  private double validation = 0.2;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the drawn order of the patients (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--json",
      description = "Print one JSON document on stdout; everything else goes to stderr.")
  private boolean json;

  DataSplitCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    SplitSettings settings =
        Checked.value(
            "--test and --validation", () -> new SplitSettings(seed, validation, test, false));
    if (!Files.exists(table)) {
      throw CliException.badInput("there is no file " + table);
    }
    FindingParts.Divided divided =
        FindingParts.of(table, new FindingTable.Columns(image, group, findings), settings);
    write(divided.csv());
    Console console = program.console();
    if (json) {
      console.document(divided.summary());
    } else {
      divided.summary().text().lines(console.screen()).forEach(console.out()::println);
      divided.summary().warnings().forEach(warning -> console.out().println("warning: " + warning));
      console.out().println("written: " + out);
      console.out().flush();
    }
    return 0;
  }

  private void write(List<String> lines) {
    Path folder = out.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw CliException.badInput("--out: there is no folder " + folder);
    }
    try {
      Files.write(out, lines, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw CliException.badInput("--out: " + out + " cannot be written: " + e.getMessage());
    }
  }
}
