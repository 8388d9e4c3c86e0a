// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import dev.assay.cli.CliException;
import dev.assay.cli.evaluate.PredictionFile.Row;
import dev.assay.statistics.comparison.FindingModel;
import dev.assay.statistics.testset.FindingScores;
import dev.assay.statistics.testset.FindingSet;
import dev.assay.statistics.testset.FindingSet.Truth;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The exported test predictions of a study that has a data set for each finding of the same images,
 * such as those of ChestMNIST: each data set is a finding, and each model a model of all of them.
 */
final class ExportedFindings {
  private static final Set<String> NEGATIVE =
      Set.of("no finding", "normal", "absent", "negative", "0");

  private final List<Path> datasets;
  private final List<String> models;
  private final List<String> images = new ArrayList<>();
  private final Map<String, Integer> rowOfImage = new HashMap<>();
  private final List<String> groups = new ArrayList<>();

  private ExportedFindings(List<Path> datasets, List<String> models) {
    this.datasets = datasets;
    this.models = models;
  }

  /**
   * @param export a folder that {@code assay export} wrote, of a study with several data sets
   * @throws CliException if it is none, or its data sets are not findings of the same images
   */
  static ScoredFindings read(Path export) {
    List<Path> datasets = ExportedModels.datasets(export);
    for (Path dataset : datasets) {
      Path any =
          ExportedModels.seeds(ExportedModels.folders(dataset).getFirst()).firstEntry().getValue();
      if (FindingsReader.areFindings(CsvRows.header(any))) {
        throw CliException.badInput(
            "%s has several data sets, and %s has several findings per image; %s"
                .formatted(export, ExportedModels.name(dataset), ExportedModels.oneOf(datasets)));
      }
    }
    return new ExportedFindings(datasets, models(export)).scored();
  }

  /** The models of the first data set. */
  static List<String> models(Path export) {
    return names(ExportedModels.datasets(export).getFirst());
  }

  private ScoredFindings scored() {
    List<String> findings = datasets.stream().map(ExportedModels::name).toList();
    Map<String, SortedMap<Long, double[][]>> scores = new LinkedHashMap<>();
    Map<String, List<Path>> files = new LinkedHashMap<>();
    models.forEach(model -> scores.put(model, new TreeMap<>()));
    Truth[][] truth = new Truth[findings.size()][];
    for (int f = 0; f < truth.length; f++) {
      String finding = findings.get(f);
      Path dataset = datasets.get(f);
      if (!names(dataset).equals(models)) {
        throw CliException.badInput(
            "%s has predictions of the models %s, %s of %s; every finding needs all models"
                .formatted(findings.get(0), models, finding, names(dataset)));
      }
      for (String model : models) {
        SortedMap<Long, PredictionFile> seeds = seeds(dataset.resolve(model));
        SortedMap<Long, double[][]> ofModel = scores.getOrDefault(model, new TreeMap<>());
        if (f > 0 && !seeds.keySet().equals(ofModel.keySet())) {
          throw CliException.badInput(
              "%s, %s has test predictions of the seeds %s, not %s as %s"
                  .formatted(finding, model, seeds.keySet(), ofModel.keySet(), findings.get(0)));
        }
        for (Map.Entry<Long, PredictionFile> seed : seeds.entrySet()) {
          PredictionFile file = seed.getValue();
          int positive = positive(finding, file);
          Truth[] said = new Truth[file.rows().size()];
          double[][] into =
              ofModel.computeIfAbsent(
                  seed.getKey(), s -> new double[file.rows().size()][findings.size()]);
          fill(file, positive, f, said, into);
          if (truth[f] == null) {
            truth[f] = said;
          }
          files.computeIfAbsent(model, m -> new ArrayList<>()).add(file.file());
        }
      }
    }
    refuseCopies(findings, truth);
    List<FindingModel> all = new ArrayList<>();
    scores.forEach(
        (model, seeds) -> {
          SortedMap<Long, FindingScores> ofSeeds = new TreeMap<>();
          seeds.forEach((seed, values) -> ofSeeds.put(seed, new FindingScores(values)));
          all.add(new FindingModel(model, ofSeeds));
        });
    return new ScoredFindings(
        new FindingSet(findings, truth, groups),
        all,
        "group",
        files,
        List.of("each data set of the study is a finding, by its name"));
  }

  /** Repeats of a data set, and other tests of it, are not further findings. */
  private static void refuseCopies(List<String> findings, Truth[][] truth) {
    for (int f = 0; f < truth.length; f++) {
      for (int other = 0; other < f; other++) {
        if (Arrays.equals(truth[f], truth[other])
            && Arrays.asList(truth[f]).contains(Truth.PRESENT)) {
          throw CliException.badInput(
              "%s and %s say the same of every image, so they are not two findings"
                  .formatted(findings.get(other), findings.get(f)));
        }
      }
    }
  }

  /** Fills in what a file says of a finding, in the order of the images of the first file. */
  private void fill(PredictionFile file, int positive, int finding, Truth[] said, double[][] into) {
    if (images.isEmpty()) {
      for (Row row : file.rows()) {
        rowOfImage.put(row.image(), images.size());
        images.add(row.image());
        groups.add(String.valueOf(row.group()));
      }
    }
    if (file.rows().size() != images.size()) {
      throw otherImages(file);
    }
    Map<String, String> groupHere = new HashMap<>();
    Map<String, String> groupBefore = new HashMap<>();
    for (Row row : file.rows()) {
      Integer at = rowOfImage.get(row.image());
      if (at == null) {
        throw otherImages(file);
      }
      // Patients have other pseudonyms in each data set, but must be the same sets of images.
      String before = groups.get(at);
      String here = String.valueOf(row.group());
      String known = groupHere.putIfAbsent(before, here);
      String knownBefore = groupBefore.putIfAbsent(here, before);
      if ((known != null && !known.equals(here))
          || (knownBefore != null && !knownBefore.equals(before))) {
        throw CliException.badInput(
            "%s: row %d: its image is in another group than in the first data set"
                .formatted(file.file(), row.number()));
      }
      said[at] = row.truth().equals(file.classes().get(positive)) ? Truth.PRESENT : Truth.ABSENT;
      into[at][finding] = row.probabilities().get(positive);
    }
  }

  private CliException otherImages(PredictionFile file) {
    return CliException.badInput(
        "%s is about other test images than the first data set, %s; data sets are findings of one"
                .formatted(file.file(), ExportedModels.name(datasets.getFirst()))
            + " family only if all test the same images, as those of ChestMNIST do; "
            + ExportedModels.oneOf(datasets));
  }

  /** Number of the class that shows the finding, where the other is its absence. */
  private int positive(String finding, PredictionFile file) {
    List<String> classes = file.classes();
    for (int c = 0; c < classes.size() && classes.size() == 2; c++) {
      String other = classes.get(1 - c).toLowerCase(Locale.ROOT);
      boolean absence =
          NEGATIVE.contains(other) || other.equals("no " + classes.get(c).toLowerCase(Locale.ROOT));
      if (absence) {
        return c;
      }
    }
    throw CliException.badInput(
        "%s has the classes %s; a finding has two, of which one is its absence: 'no <finding>' or one of %s; %s"
            .formatted(
                finding,
                classes,
                NEGATIVE.stream().sorted().toList(),
                ExportedModels.oneOf(datasets)));
  }

  private static SortedMap<Long, PredictionFile> seeds(Path ofModel) {
    SortedMap<Long, PredictionFile> seeds = new TreeMap<>();
    ExportedModels.seeds(ofModel)
        .forEach((seed, file) -> seeds.put(seed, PredictionReader.read(file, "group")));
    return seeds;
  }

  private static List<String> names(Path folder) {
    return ExportedModels.folders(folder).stream().map(ExportedModels::name).toList();
  }
}
