// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import dev.assay.cli.CliException;
import dev.assay.cli.evaluate.PredictionFile.Row;
import dev.assay.statistics.comparison.ComparedCell;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One test set with the predictions of every model. The same row of each model is of the same
 * image.
 *
 * @param set the images in the order of the first file
 * @param models the models in the order of the arguments
 * @param calibrated calibrated probabilities by model and file; models with a file that has none
 *     are missing
 * @param probabilities whether all files have probabilities; otherwise only decisions are scored
 * @param groupColumn name of the column of groups; null if every image is its own group
 * @param attributes by name of the column, the value of each row; empty text if it has none
 * @param files by model, in the order of the arguments
 * @param notes what was taken as it was meant, and what the files leave open
 */
record ScoredSet(
    LabelledSet set,
    List<ComparedCell> models,
    Map<String, List<Scores>> calibrated,
    boolean probabilities,
    @Nullable String groupColumn,
    Map<String, List<String>> attributes,
    Map<String, List<PredictionFile>> files,
    List<String> notes) {

  /**
   * @throws CliException if a file is wrong or contradicts another; it names the row, the column
   *     and the value
   */
  static ScoredSet read(List<NamedFile> named, DeclaredSet given) {
    Map<String, List<PredictionFile>> files = new LinkedHashMap<>();
    List<PredictionFile> all = new ArrayList<>();
    for (NamedFile file : named) {
      PredictionFile read = PredictionReader.read(file.file(), given.groupColumn());
      files.computeIfAbsent(file.model(), model -> new ArrayList<>()).add(read);
      all.add(read);
    }
    DeclaredSet declared = given.asIn(all);
    PredictionFile first = all.get(0);
    for (PredictionFile other : all) {
      mustAgree(first, other);
    }
    List<String> classes = classes(all, declared.classes());
    PredictionFile grouped =
        all.stream().filter(file -> file.groupColumn() != null).findFirst().orElse(first);
    LabelledSet set = set(first, grouped, classes, declared.positiveClass());
    boolean probabilities = all.stream().allMatch(PredictionFile::hasProbabilities);
    List<ComparedCell> models = new ArrayList<>();
    Map<String, List<Scores>> calibrated = new LinkedHashMap<>();
    files.forEach(
        (model, ofModel) -> {
          SortedMap<Long, Scores> seeds = new TreeMap<>();
          for (PredictionFile file : ofModel) {
            seeds.put(seeds.size() + 1L, scores(aligned(first, file), file, classes));
          }
          models.add(new ComparedCell(model, seeds));
          if (ofModel.stream().allMatch(PredictionFile::calibrated)) {
            calibrated.put(
                model,
                ofModel.stream()
                    .map(file -> calibrated(aligned(first, file), file, classes))
                    .toList());
          }
        });
    return new ScoredSet(
        set,
        models,
        calibrated,
        probabilities,
        grouped.groupColumn(),
        attributes(first, all),
        files,
        notes(files, classes, declared));
  }

  private static List<String> notes(
      Map<String, List<PredictionFile>> files, List<String> classes, DeclaredSet declared) {
    List<String> notes = new ArrayList<>();
    files.forEach(
        (model, ofModel) -> {
          for (PredictionFile file : ofModel) {
            String what = ofModel.size() == 1 ? model : model + " (" + file.file() + ")";
            file.notes().forEach(note -> notes.add(what + ": " + note));
            ties(file, classes).ifPresent(note -> notes.add(what + ": " + note));
          }
          List<String> columns = ofModel.get(0).classes();
          if (declared.classes().isEmpty() && !columns.isEmpty() && !columns.equals(classes)) {
            notes.add(
                "%s: the classes are ordered as %s, its columns as %s; --classes sets another order"
                    .formatted(model, String.join(", ", classes), String.join(", ", columns)));
          }
        });
    return notes;
  }

  /** Images whose decision is the order of the classes and not the model's. */
  private static Optional<String> ties(PredictionFile file, List<String> classes) {
    if (!file.hasProbabilities() || file.rows().stream().allMatch(r -> r.predicted() != null)) {
      return Optional.empty();
    }
    long tied =
        file.rows().stream()
            .filter(
                row -> {
                  double largest = Collections.max(row.probabilities());
                  return Collections.frequency(row.probabilities(), largest) > 1;
                })
            .count();
    return tied == 0
        ? Optional.empty()
        : Optional.of(
            "%d of %d images have several classes of the largest probability; the decision is for the first of these in the order %s"
                .formatted(tied, file.rows().size(), String.join(", ", classes)));
  }

  /** The rows of a file in the order of the first file. */
  private static List<Row> aligned(PredictionFile first, PredictionFile file) {
    return ImageRow.aligned(first.rows(), file.rows());
  }

  private static void mustAgree(PredictionFile first, PredictionFile other) {
    CsvFaults faults = new CsvFaults(other.file());
    ImageRow.mustAgree(
        first.file(),
        first.rows(),
        other.groupColumn(),
        other.rows(),
        faults,
        (same, row) -> {
          boolean agree = same.truth().equals(row.truth());
          if (!agree) {
            faults.add(
                CsvFaults.at("row " + row.number(), "of the true class"),
                row.truth(),
                "is '%s' in row %d of %s".formatted(same.truth(), same.number(), first.file()));
          }
          return agree;
        });
  }

  private static List<String> classes(List<PredictionFile> files, List<String> declared) {
    TreeSet<String> seen = new TreeSet<>();
    List<String> columns = List.of();
    for (PredictionFile file : files) {
      if (columns.isEmpty()) {
        columns = file.classes();
      }
      file.rows()
          .forEach(
              row -> {
                seen.add(row.truth());
                if (row.predicted() != null) {
                  seen.add(row.predicted());
                }
              });
    }
    List<String> found = columns.isEmpty() ? List.copyOf(seen) : columns;
    List<String> classes = declared.isEmpty() ? ClassOrder.byNumber(found).orElse(found) : declared;
    for (PredictionFile file : files) {
      if (file.hasProbabilities()
          && !new TreeSet<>(file.classes()).equals(new TreeSet<>(classes))) {
        throw CliException.badInput(
            file.file() + " has the classes " + file.classes() + ", not " + classes);
      }
    }
    for (String label : seen) {
      if (!classes.contains(label)) {
        throw CliException.badInput(
            "the class '" + label + "' is in a file, but not among " + classes);
      }
    }
    if (classes.size() < 2 || new TreeSet<>(classes).size() < classes.size()) {
      throw CliException.badInput(
          "at least two different classes are needed, not " + classes + "; name all by --classes");
    }
    return classes;
  }

  private static LabelledSet set(
      PredictionFile first,
      PredictionFile grouped,
      List<String> classes,
      @Nullable String positive) {
    if (positive != null && (classes.size() != 2 || !classes.contains(positive))) {
      throw CliException.badInput(
          "--positive: '"
              + positive
              + "' must be one of exactly two classes; there are "
              + classes);
    }
    List<String> groups =
        aligned(first, grouped).stream()
            .map(row -> row.group() == null ? row.image() : row.group())
            .toList();
    int[] truth = first.rows().stream().mapToInt(row -> classes.indexOf(row.truth())).toArray();
    return new LabelledSet(classes, positive, truth, groups);
  }

  private static Scores scores(List<Row> rows, PredictionFile file, List<String> classes) {
    double[][] probabilities = new double[rows.size()][classes.size()];
    int[] decided = new int[rows.size()];
    boolean decides = true;
    for (int i = 0; i < probabilities.length; i++) {
      Row row = rows.get(i);
      @Nullable String predicted = row.predicted();
      decides &= predicted != null;
      decided[i] = predicted == null ? 0 : classes.indexOf(predicted);
      if (file.hasProbabilities()) {
        probabilities[i] = ordered(row.probabilities(), file, classes);
      } else {
        probabilities[i][decided[i]] = 1;
      }
    }
    return decides ? new Scores(decided, probabilities) : Scores.ofProbabilities(probabilities);
  }

  private static Scores calibrated(List<Row> rows, PredictionFile file, List<String> classes) {
    return Scores.ofProbabilities(
        rows.stream()
            .map(row -> ordered(row.calibrated(), file, classes))
            .toArray(double[][]::new));
  }

  private static double[] ordered(List<Double> values, PredictionFile file, List<String> classes) {
    return RoundedSums.scaled(
        classes.stream().mapToDouble(name -> values.get(file.classes().indexOf(name))).toArray());
  }

  private static Map<String, List<String>> attributes(
      PredictionFile first, List<PredictionFile> files) {
    Map<String, List<String>> values = new TreeMap<>();
    for (PredictionFile file : files) {
      List<Row> rows = aligned(first, file);
      for (String attribute : file.attributes()) {
        values.putIfAbsent(
            attribute,
            IntStream.range(0, rows.size())
                .mapToObj(i -> rows.get(i).attributes().getOrDefault(attribute, ""))
                .toList());
      }
    }
    return values;
  }
}
