// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import dev.assay.cli.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The test predictions in a folder of {@code assay export}: {@code predictions/<data
 * set>/<model>/seed-<n>.test.csv}.
 */
final class ExportedModels {
  private static final String PREDICTIONS = "predictions";
  private static final Pattern TEST = Pattern.compile("seed-(-?\\d+)\\.test\\.csv");

  private ExportedModels() {}

  /**
   * The files of each model and seed of one data set.
   *
   * @param folder the export of a study with one data set, its {@code predictions/}, or in that the
   *     folder of a data set or of a model
   * @return empty if the export has several data sets
   * @throws CliException if it is none of these
   */
  static Optional<List<NamedFile>> of(Path folder) {
    if (!testFiles(folder).isEmpty()) {
      return Optional.of(
          testFiles(folder).values().stream()
              .map(file -> new NamedFile(name(folder.toAbsolutePath().normalize()), file))
              .toList());
    }
    Path dataset = folder;
    if (!isDataset(folder)) {
      List<Path> datasets = datasets(folder);
      if (datasets.size() > 1) {
        return Optional.empty();
      }
      dataset = datasets.getFirst();
    }
    List<NamedFile> files = new ArrayList<>();
    for (Path model : folders(dataset)) {
      seeds(model).values().forEach(file -> files.add(new NamedFile(name(model), file)));
    }
    return Optional.of(files);
  }

  /**
   * The folders of data sets of an export, at least one, by name.
   *
   * @param export the folder that {@code assay export} wrote, or its {@code predictions/}
   * @throws CliException if it is none, or has no predictions
   */
  static List<Path> datasets(Path export) {
    Path below = export.resolve(PREDICTIONS);
    boolean given =
        !Files.isDirectory(below)
            && (name(export.toAbsolutePath().normalize()).equals(PREDICTIONS)
                || folders(export).stream().anyMatch(ExportedModels::isDataset));
    Path predictions = given ? export : below;
    if (!Files.isDirectory(predictions)) {
      throw CliException.badInput(
          export + " is a folder without predictions/; 'assay export STUDY -o DIR' writes one");
    }
    List<Path> datasets = folders(predictions);
    if (datasets.isEmpty() || folders(datasets.getFirst()).isEmpty()) {
      throw CliException.badInput(predictions + " has no predictions of a data set");
    }
    return datasets;
  }

  /** How one of several data sets is evaluated, for the end of an error. */
  static String oneOf(List<Path> datasets) {
    return "name one data set to evaluate it by itself: "
        + datasets.stream().map(Path::toString).collect(Collectors.joining(" or "));
  }

  /** The test predictions of a model by seed, at least one. */
  static SortedMap<Long, Path> seeds(Path model) {
    SortedMap<Long, Path> seeds = testFiles(model);
    if (seeds.isEmpty()) {
      throw CliException.badInput(model + " has no test predictions, seed-<n>.test.csv");
    }
    return seeds;
  }

  static List<Path> folders(Path folder) {
    return below(folder).stream().filter(Files::isDirectory).toList();
  }

  static String name(Path folder) {
    return String.valueOf(folder.getFileName());
  }

  private static boolean isDataset(Path folder) {
    return folders(folder).stream().anyMatch(model -> !testFiles(model).isEmpty());
  }

  private static SortedMap<Long, Path> testFiles(Path model) {
    SortedMap<Long, Path> seeds = new TreeMap<>();
    for (Path file : below(model)) {
      Matcher named = TEST.matcher(name(file));
      if (named.matches()) {
        seeds.put(Long.valueOf(named.group(1)), file);
      }
    }
    return seeds;
  }

  private static List<Path> below(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw CliException.badInput(folder + " cannot be read: " + e.getMessage());
    }
  }
}
