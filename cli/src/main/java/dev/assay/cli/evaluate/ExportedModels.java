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
    if (isModel(folder)) {
      return Optional.of(ofModels(List.of(folder)));
    }
    if (isDataset(folder)) {
      return Optional.of(ofModels(folders(folder)));
    }
    List<Path> datasets = datasets(folder);
    return datasets.size() > 1
        ? Optional.empty()
        : Optional.of(ofModels(folders(datasets.getFirst())));
  }

  private static List<NamedFile> ofModels(List<Path> models) {
    List<NamedFile> files = new ArrayList<>();
    for (Path model : models) {
      seeds(model).values().forEach(file -> files.add(new NamedFile(name(model), file)));
    }
    return files;
  }

  /**
   * The folders of data sets of an export, at least one, by name.
   *
   * @param export the folder that {@code assay export} wrote, or its {@code predictions/}
   * @throws CliException if it is none, or has no predictions
   */
  static List<Path> datasets(Path export) {
    Path predictions = export.resolve(PREDICTIONS);
    if (!Files.isDirectory(predictions) && arePredictions(export)) {
      predictions = export;
    }
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

  /** Also of a folder that is given as {@code DIR/.}. */
  static String name(Path folder) {
    return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
  }

  private static boolean isModel(Path folder) {
    return !testFiles(folder).isEmpty();
  }

  private static boolean isDataset(Path folder) {
    return folders(folder).stream().anyMatch(ExportedModels::isModel);
  }

  private static boolean arePredictions(Path folder) {
    return name(folder).equals(PREDICTIONS)
        || folders(folder).stream().anyMatch(ExportedModels::isDataset);
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
