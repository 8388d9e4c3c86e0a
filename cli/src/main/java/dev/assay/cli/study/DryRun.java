// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.study;

import dev.assay.cli.CliException;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Fault;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.Part;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.study.Cells;
import dev.assay.contracts.study.Starts;
import dev.assay.contracts.study.StudySpec;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.split.FindingCounts;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.MachineSpeed;
import dev.assay.weights.WeightsFile;
import dev.assay.weights.imported.ImportedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The plan of a study, computed by the plain libraries. Every image is read and the split is made,
 * but nothing is stored and no service runs.
 *
 * @param study name of the study
 * @param datasets what was found in each folder
 * @param cells the rows of the table
 * @param runs number of trainings: cells times seeds
 * @param corruptedImages how many more images all runs score, because they are corrupted
 * @param missingWeights backbones without weights in this command; the home may have them from an
 *     earlier one
 * @param weightsAdvice for each of them, which file to put where
 * @param comparisons the comparison of each data set that has at least two cells
 * @param estimatedSeconds rough estimate for this machine's CPU
 * @param assumptions assumptions of the estimate
 * @param diskBytes rough size of what a run stores
 * @param memoryBytes rough memory of its largest training
 * @param sizes the same and the time for the rows of each image size, smallest first
 * @param missingImages data sets for which no folder is given
 * @param problems what a run would hit; empty: it can start
 * @param notes remarks for the user
 */
public record DryRun(
    String study,
    List<Images> datasets,
    List<Row> cells,
    int runs,
    long corruptedImages,
    List<String> missingWeights,
    List<String> weightsAdvice,
    List<Compared> comparisons,
    double estimatedSeconds,
    List<String> assumptions,
    double diskBytes,
    double memoryBytes,
    List<OfSize> sizes,
    List<String> missingImages,
    List<String> problems,
    List<String> notes) {

  /** Stands for a file that is not here; no file has this hash. */
  private static final WeightsChoice MISSING =
      new WeightsChoice(
          "missing", ArtifactRef.of("0".repeat(64), 0, MediaTypes.WEIGHTS), "missing");

  /**
   * @param groups number of patients, or of images if no patients are known
   * @param classes number of images of each class; of each finding, those in which it is present
   * @param findings what is known of images that may show several findings; absent if each has one
   *     class
   * @param testFindings the same of the test images alone
   * @param parts number of images of each part
   * @param leftOut number of images that are not used, by reason
   */
  public record Images(
      String name,
      boolean synthetic,
      int images,
      int groups,
      String groupKind,
      Map<String, Integer> classes,
      @Nullable FindingCounts findings,
      @Nullable FindingCounts testFindings,
      Map<String, Integer> parts,
      Map<String, Integer> leftOut) {}

  /**
   * One row of the table.
   *
   * @param input side of the network's input in pixels
   */
  public record Row(
      String dataset,
      String backbone,
      String weights,
      int input,
      String head,
      String training,
      double subset) {}

  /**
   * What the rows of one image size need.
   *
   * @param input side of the network's input in pixels
   */
  public record OfSize(int input, double estimatedSeconds, double memoryBytes) {
    static List<OfSize> of(
        StudySpec spec,
        List<Cell> cells,
        Map<String, Map<Part, Integer>> images,
        Map<String, FindingCounts> findings,
        MachineSpeed speed) {
      Map<Integer, List<Cell>> bySize = new TreeMap<>();
      for (Cell cell : cells) {
        bySize.computeIfAbsent(cell.preprocessing().crop(), side -> new ArrayList<>()).add(cell);
      }
      return bySize.entrySet().stream()
          .map(
              size ->
                  new OfSize(
                      size.getKey(),
                      Estimate.seconds(spec, size.getValue(), images, findings, speed),
                      Foreseen.memoryBytes(size.getValue(), spec.recipe().batchSize())))
          .toList();
    }
  }

  /**
   * @param advice for missing weights, which file to put where
   * @param folders may lack data sets, which are reported as missing
   * @param speed of this machine with the threads of the study
   * @param strict whether a data set of which much is left out is a fault
   * @throws CliException with the faults of every data set
   */
  public static DryRun of(
      StudyFile study,
      ImageFolders folders,
      WeightsFolder weights,
      List<String> advice,
      AssumedSpeed speed,
      boolean strict,
      Machine machine) {
    try (Scans scans = new Scans()) {
      return of(study, folders, weights, advice, speed, strict, machine, scans);
    }
  }

  /**
   * @param scans what was read before is not read again
   */
  public static DryRun of(
      StudyFile study,
      ImageFolders folders,
      WeightsFolder weights,
      List<String> advice,
      AssumedSpeed speed,
      boolean strict,
      Machine machine,
      Scans scans) {
    StudySpec spec = study.spec();
    List<String> notes = new ArrayList<>(weights.notes());
    PlannedImages planned = PlannedImages.of(study, folders, strict, scans);
    notes.addAll(planned.notes());
    Map<String, DatasetVersion> versions = planned.versions();
    Starts starts = starts(spec, weights);
    starts
        .unknownFiles()
        .forEach(
            file ->
                notes.add(
                    file
                        + " is not in the folder of the weights; the home may have it from an"
                        + " earlier study"));
    List<Fault> faults = new ArrayList<>(starts.impossible(spec, BackboneCatalogue.ABILITIES));
    faults.addAll(ImportedRows.faults(weights.models(), versions));
    if (!faults.isEmpty()) {
      throw CliException.badInput(study.file().toString(), faults);
    }
    List<Cell> cells = Cells.expand(spec, starts.starts());
    List<Cell> trained = cells.stream().filter(cell -> isTrained(spec, cell)).toList();
    List<Cell> table = Cells.withPooled(spec, cells, planned.pooled()::contains);
    List<String> problems = new ArrayList<>();
    for (String missing : planned.missing()) {
      problems.add(
          "datasets: no images are given for '%s'; give --images %s=DIR, or --only-given to leave it out"
              .formatted(missing, missing));
    }
    for (String model : spec.models()) {
      if (weights.model(model).isEmpty()) {
        problems.add(
            "models: no file of '%s' is in the folder of the weights; put %s there with its JSON file"
                .formatted(
                    model,
                    String.join(
                        " or ", ImportedFile.endings().stream().map(model::concat).toList())));
      }
      weights
          .model(model)
          .filter(there -> there.model().isOnnx() && there.model().probe() == null)
          .ifPresent(
              there ->
                  notes.add(
                      "nothing proves that model '%s' gets the pixels that its owner gave it; add a probe (assay weights check %s)"
                          .formatted(model, model)));
    }
    problems.addAll(Foreseen.of(spec, trained, table, weights, versions, machine));
    return new DryRun(
        spec.name(),
        planned.found(),
        table.stream().map(DryRun::row).toList(),
        trained.size() * spec.seeds().size(),
        corruptedImages(spec, cells, planned.counts()),
        weights.missing(spec),
        advice,
        Compared.of(spec, compared(spec, planned.pooled(), table), planned.testFindings()),
        Estimate.seconds(spec, trained, planned.counts(), planned.testFindings(), speed.speed()),
        assumptions(speed),
        Foreseen.diskBytes(spec, trained, versions),
        Foreseen.memoryBytes(trained, spec.recipe().batchSize()),
        OfSize.of(spec, trained, planned.counts(), planned.testFindings(), speed.speed()),
        planned.missing(),
        problems,
        notes);
  }

  /** Models of an external set are scored on it, too. */
  private static long corruptedImages(
      StudySpec spec, List<Cell> cells, Map<String, Map<Part, Integer>> images) {
    return cells.stream()
            .mapToLong(
                cell ->
                    (long) Estimate.corruptions(spec, cell)
                        * images.getOrDefault(cell.dataset(), Map.of()).getOrDefault(Part.TEST, 0))
            .sum()
        * spec.seeds().size();
  }

  private static List<String> assumptions(AssumedSpeed speed) {
    return List.of(
        speed.origin(),
        "one run after the other, every epoch of each, and nothing found in stored results",
        "work grows with the number of images and the area of the crop, attention with its square");
  }

  /** An external set needs no training of its own: it tests the models of the data set. */
  private static boolean isTrained(StudySpec spec, Cell cell) {
    return spec.datasets().stream().anyMatch(d -> d.sections().contains(cell.dataset()));
  }

  /** The data sets whose comparisons are confirmatory: neither pooled folds nor external sets. */
  private static List<Cell> compared(
      StudySpec spec, List<StudySpec.Dataset> pooledSets, List<Cell> table) {
    Set<String> without = new HashSet<>();
    pooledSets.forEach(set -> without.addAll(set.sections()));
    for (StudySpec.Dataset dataset : spec.datasets()) {
      for (int i = 0; i < dataset.external().size(); i++) {
        if (!dataset.external().get(i).declared()) {
          without.add(dataset.externalSections().get(i));
        }
      }
    }
    return table.stream().filter(cell -> !without.contains(cell.dataset())).toList();
  }

  /** A backbone without a file has its rows nevertheless, and they say what is missing. */
  private static Starts starts(StudySpec spec, WeightsFolder weights) {
    List<String> backbones = spec.availableBackbones() ? weights.backbones() : spec.backbones();
    return Starts.of(
        spec,
        backbones,
        backbone -> {
          if (spec.models().contains(backbone)) {
            return weights.model(backbone).stream().map(DryRun::start).toList();
          }
          List<Starts.File> files =
              weights.networks(backbone).stream()
                  .map(file -> new Starts.File(choice(file), file.preprocessing()))
                  .toList();
          return files.isEmpty() && spec.pretrained().needsFileOfEach()
              ? List.of(new Starts.File(MISSING, preprocessing(backbone)))
              : files;
        },
        DryRun::preprocessing);
  }

  private static Starts.File start(ImportedFile model) {
    try {
      return new Starts.File(
          new WeightsChoice(
              model.source(),
              ArtifactRef.of(model.sha256(), Files.size(model.file()), MediaTypes.WEIGHTS),
              model.file().getFileName().toString(),
              null,
              model.model()),
          model.preprocessing());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Preprocessing preprocessing(String backbone) {
    return BackboneCatalogue.require(backbone).preprocessing();
  }

  private static WeightsChoice choice(WeightsFile file) {
    try {
      return new WeightsChoice(
          file.source(),
          ArtifactRef.of(file.sha256(), Files.size(file.file()), MediaTypes.WEIGHTS),
          file.file().getFileName().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Row row(Cell cell) {
    return new Row(
        cell.dataset(),
        cell.backbone(),
        cell.weights().isRandom() ? "none (random)" : String.valueOf(cell.weights().fileName()),
        cell.preprocessing().crop(),
        cell.head(),
        cell.trainingLabel(),
        cell.subsetRatio());
  }
}
